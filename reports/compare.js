"use strict";
// Without this script the table is there in full; it only leaves rows out.
(() => {
  const find = (selector) => document.querySelector(selector);
  const rows = [...document.querySelectorAll("#matrix tbody tr")];
  const texts = rows.map((row) => row.querySelector("th").textContent.toLowerCase());
  const form = find(".filter");

  const apply = () => {
    const words = find("#search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const api = find("#api").value;
    const level = find("#level").value;
    const differs = find("#differs").checked;
    let shown = 0;
    rows.forEach((row, at) => {
      const fits =
        (!api || row.dataset.api === api) &&
        (!level || row.dataset.level === level) &&
        (!differs || "differs" in row.dataset) &&
        words.every((word) => texts[at].includes(word));
      row.hidden = !fits;
      shown += fits;
    });
    find(".found").textContent = `${shown} of ${rows.length} requirements`;
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
})();
