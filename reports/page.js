"use strict";
// The page is complete without this script but for the filters and the list of exchanges.
// Values from the target only ever become text nodes.
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // Parsed on first use: most readers never open the thousands of exchanges.
  let parsed = null;
  const exchanges = () => {
    if (!parsed) {
      const list = JSON.parse(find("#exchange-data").textContent);
      parsed = { list, byNumber: new Map(list.map((e) => [e.n, e])) };
    }
    return parsed;
  };

  const block = (name, text, className, label = name) => {
    const section = make("section", "message");
    const pre = make("pre", className, text);
    pre.tabIndex = 0;
    pre.setAttribute("role", "group");
    pre.setAttribute("aria-label", label);
    section.append(make("p", "part", name), pre);
    return section;
  };

  const message = (name, line, part) => {
    const section = block(name, "");
    const pre = find("pre", section);
    pre.append(make("b", "line", line), "\n");
    for (const [header, value] of part.headers) pre.append(make("b", "", header), `: ${value}\n`);
    if (part.body !== null) pre.append(`\n${part.body}`);
    if (part.left) section.append(make("p", "note", `${part.left} more bytes of the body were not kept.`));
    return section;
  };

  const parts = (e) => {
    const messages = make("div", "messages");
    messages.append(message("Request", e.line, e.request));
    messages.append(e.response ? message("Response", e.answer, e.response) : block("No response", e.answer));
    return [make("p", "note", e.about), messages, block("Repeat it", e.curl, "curl", "curl command")];
  };

  const panel = (e, withRequirement) => {
    const element = make("div", "exchange panel");
    const head = make("p", "panel-head", `Exchange ${e.n}`);
    if (withRequirement && e.requirement) {
      const link = make("a", "", e.requirement);
      link.href = `#req-${e.requirement}`;
      head.append(" of ", link);
    }
    element.append(head, ...parts(e));
    return element;
  };

  // Exchanges that the page doesn't print itself are filled in when they are opened.
  const fill = (details) => {
    if (!("fill" in details.dataset)) return;
    delete details.dataset.fill;
    details.append(...parts(exchanges().byNumber.get(Number(details.dataset.proof))));
  };

  // Requirements: outcome, level and text, all at once.
  const requirements = all(".req");
  const texts = new Map();
  const textOf = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  };
  const toggles = all(".toggle");

  const filterRequirements = () => {
    const wanted = new Set(toggles.filter((t) => t.getAttribute("aria-pressed") === "true").map((t) => t.dataset.standing));
    const level = find("#level").value;
    const place = find("#place").value;
    const words = find("#search").value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const element of requirements) {
      const fits =
        (!wanted.size || wanted.has(element.dataset.standing)) &&
        (!level || element.dataset.level === level) &&
        (!place || element.parentElement.dataset.place === place) &&
        words.every((word) => textOf(element).includes(word));
      element.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const part of all(".group, .api")) part.hidden = !find(".req:not([hidden])", part);
    find("#requirements .found").textContent = `${shown} of ${requirements.length} requirements`;
  };

  const clearFilters = () => {
    for (const toggle of toggles) toggle.setAttribute("aria-pressed", "false");
    find("#level").value = "";
    find("#place").value = "";
    find("#search").value = "";
    filterRequirements();
  };

  const goToHash = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.matches(".req")) return;
    if (target.hidden) clearFilters();
    target.open = true;
    target.scrollIntoView({ block: "start" });
    find("summary", target).focus({ preventScroll: true });
  };

  // Exchanges: a page of rows at a time.
  const PAGE = 100;
  let matching = [];
  let rows = 0;

  const haystack = (e) =>
    (e.text ??= [e.n, e.line, e.answer, e.about, e.case, e.subscriber, e.token].join(" ").toLowerCase());

  const addRows = () => {
    const body = find(".exchanges tbody");
    for (const e of matching.slice(rows, rows + PAGE)) {
      const row = make("tr");
      const number = make("td", "right");
      const button = make("button", "xref", e.n);
      button.type = "button";
      button.dataset.n = e.n;
      button.setAttribute("aria-label", `Exchange ${e.n}`);
      button.setAttribute("aria-expanded", "false");
      number.append(button);
      row.append(
        number,
        make("td", "long", e.line),
        make("td", "", e.answer),
        make("td", "right number", e.ms),
        make("td", "", e.subscriber ?? ""),
        make("td", "", e.token ?? ""),
        make("td", "long", e.case ?? ""),
      );
      body.append(row);
    }
    rows = Math.min(rows + PAGE, matching.length);
    find("#more").parentElement.hidden = rows >= matching.length;
    find("#exchanges .found").textContent = `${matching.length} of ${exchanges().list.length} exchanges, ${rows} shown`;
  };

  const searchExchanges = () => {
    const words = find("#exchange-search").value.toLowerCase().split(/\s+/).filter(Boolean);
    matching = exchanges().list.filter((e) => words.every((word) => haystack(e).includes(word)));
    rows = 0;
    find(".exchanges tbody").replaceChildren();
    addRows();
  };

  // What the page prints in full beside the case is opened there and not made again.
  const proofOf = (button) => {
    const requirement = button.closest(".req");
    return requirement && find(`[data-proof="${button.dataset.n}"]`, requirement);
  };

  const toggleExchange = (button) => {
    const proof = proofOf(button);
    if (proof) {
      fill(proof);
      proof.open = true;
      find("summary", proof).focus();
      return;
    }
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    const row = button.closest("tr");
    const selector = `[data-panel="${button.dataset.n}"]`;
    if (open) {
      let next = row.nextElementSibling;
      while (next && !next.matches(selector)) next = next.nextElementSibling;
      next?.remove();
      return;
    }
    const exchange = exchanges().byNumber.get(Number(button.dataset.n));
    const cell = make("td");
    cell.colSpan = row.children.length;
    cell.append(panel(exchange, !button.closest(".req")));
    const inserted = make("tr", "panel-row");
    inserted.dataset.panel = button.dataset.n;
    inserted.append(cell);
    row.after(inserted);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".xref");
    if (button) toggleExchange(button);
    const cell = event.target.closest("[data-go]");
    if (!cell) return;
    if (location.hash === `#${encodeURI(cell.dataset.go)}`) goToHash();
    else location.hash = cell.dataset.go;
  });
  for (const toggle of toggles) {
    toggle.addEventListener("click", () => {
      toggle.setAttribute("aria-pressed", String(toggle.getAttribute("aria-pressed") !== "true"));
      filterRequirements();
    });
  }
  for (const form of all("form")) form.addEventListener("submit", (event) => event.preventDefault());
  find("#search").addEventListener("input", filterRequirements);
  for (const chooser of all("#level, #place")) chooser.addEventListener("change", filterRequirements);
  find("#exchange-search").addEventListener("input", searchExchanges);
  find("#more").addEventListener("click", addRows);
  window.addEventListener("hashchange", goToHash);
  document.addEventListener("toggle", (event) => event.target.open && fill(event.target), true);
  // On paper everything that decided the verdict lies open; what passed or was not tested has
  // its line and its reason.
  const BRIEF = ["passed", "not-testable", "not-offered"];
  let opened = [];
  window.addEventListener("beforeprint", () => {
    const brief = (d) => BRIEF.includes((d.closest(".req") ?? d).dataset.standing);
    opened = all("details:not([open])").filter((d) => !brief(d));
    for (const element of opened) {
      fill(element);
      element.open = true;
    }
  });
  window.addEventListener("afterprint", () => {
    for (const element of opened) element.open = false;
  });

  for (const element of all(".needs-script")) element.hidden = false;
  for (const requirement of requirements) {
    const proofs = new Set(all("[data-proof]", requirement).map((proof) => proof.dataset.proof));
    for (const button of all(".xref", requirement)) {
      if (!proofs.has(button.dataset.n)) button.setAttribute("aria-expanded", "false");
    }
  }
  filterRequirements();
  goToHash();

  // The list is filled when it comes into sight, so that a large report opens at once.
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    searchExchanges();
  }, { rootMargin: "400px" });
  watcher.observe(find("#exchanges"));
})();
