// The operator's test lines; profile.yaml beside this file tells the same to the suite.
// Numbers of a range that no operator assigns. `swapped`: hours since the SIM changed.

const LINES = {
  '+447700900201': { consent: 'given', swapped: 3 },
  '+447700900202': { consent: 'given', swapped: Infinity },
  '+447700900220': { consent: 'never-answers', swapped: Infinity },
  '+447700900221': { consent: 'denied', swapped: Infinity },
  '+447700900222': { consent: 3, swapped: Infinity },       // yes, after so many seconds
  '+447700900223': { consent: 'missing', swapped: Infinity },
};

export function lineOf(number) {
  return Object.hasOwn(LINES, number) ? LINES[number] : undefined;
}
