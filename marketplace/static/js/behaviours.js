/* Kompetencetorvet: five small behaviours. Every page works without this file.
   1 data-swap="#id" (or "#one, #two") on a form or link: fetch, replace those elements only, keep history and focus.
   2 data-suggest="url" data-suggest-list="id" data-suggest-label="words" on an input: autocomplete (ARIA combobox).
     An option puts its data-value in place of the end that was asked for, or leads to its data-url; options may stand
     in groups.
   3 data-words="a,b,c" on a range: say the chosen word in its <output>.
   4 data-carry="name" data-most="4" data-most-words="words" on a form: what is ticked in it goes along to whatever
     this page shows next, and one tick too many is taken back in words.
   5 data-long="url" data-long-from="2000" on the form of a question: a need longer than that is sent by the form of
     that page instead, so that it stands in no address. */
(() => {
  "use strict";

  const fetchDocument = async (url, signal) => {
    const answer = await fetch(url, {
      headers: { "X-Fragment": "1" },
      credentials: "same-origin",
      signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  // 4 ticks that go along

  const carrying = (address) => {
    const url = new URL(address, location.href);
    const form = document.querySelector("form[data-carry]");
    if (form && url.pathname === location.pathname) {
      const name = form.dataset.carry;
      const ticked = new FormData(form).getAll(name);
      url.searchParams.delete(name);
      ticked.forEach((value) => url.searchParams.append(name, value));
    }
    return url.toString();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("main a[href]");
    const form = document.querySelector("form[data-carry]");
    if (!link || !form || link.dataset.swap || link.pathname !== location.pathname) return;
    if (!link.getAttribute("href").startsWith("#")) link.href = carrying(link.href);
  });

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.type !== "checkbox" || !box.form?.dataset.most) return;
    document.getElementById("too-many")?.remove();
    if (new FormData(box.form).getAll(box.name).length <= Number(box.form.dataset.most)) return;
    box.checked = false;
    const said = document.createElement("p");
    said.id = "too-many";
    said.className = "small";
    said.setAttribute("role", "alert");
    said.textContent = box.form.dataset.mostWords;
    box.closest(".form-check").after(said);
  });

  // 1 swap

  let running = null;

  const swap = async (address, selector) => {
    const url = carrying(address);
    const olds = [...document.querySelectorAll(selector)];
    if (!olds.length) {
      location.assign(url);
      return;
    }
    if (running) running.abort();
    running = new AbortController();
    const mine = running;
    const slow = setTimeout(() => olds.forEach((old) => old.setAttribute("aria-busy", "true")), 300);
    try {
      const answer = await fetchDocument(url, mine.signal);
      const fresh = olds.map((old) => answer.getElementById(old.id));
      if (fresh.includes(null)) {
        location.assign(url);
        return;
      }
      const held = document.activeElement.id;
      olds.forEach((old, n) => old.replaceChildren(...fresh[n].childNodes));
      document.title = answer.title;
      // What was pressed is a new one now, or gone (a chip taken away): then the focus goes to the first region changed.
      if (document.activeElement === document.body) {
        (document.getElementById(held) ?? olds.find((old) => old.hasAttribute("tabindex")))?.focus();
      }
      if (!history.state) history.replaceState({ swap: selector }, "");
      history.pushState({ swap: selector }, "", url);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    } finally {
      clearTimeout(slow);
      if (running === mine) olds.forEach((old) => old.removeAttribute("aria-busy"));
    }
  };

  const urlOf = (form) => {
    const url = new URL(form.getAttribute("action") || location.href, location.href);
    url.search = new URLSearchParams(new FormData(form)).toString();
    return url;
  };

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || form.method !== "get" || !form.dataset.swap) return;
    const url = urlOf(form);
    if (url.pathname === location.pathname) swap(url.toString(), form.dataset.swap);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    swap(link.href, link.dataset.swap);
  });

  // Back and forward load the page again, so that the filters and the list say the same.
  addEventListener("popstate", (event) => {
    if (event.state && event.state.swap) location.reload();
  });

  // 2 autocomplete

  const LONGEST = 80; // of a text that suggestions are asked for: its end

  const suggest = (input) => {
    const list = document.getElementById(input.dataset.suggestList);
    if (!list) return;
    let at = -1;
    let wait = 0;
    let before = ""; // what stands before the end that was asked for

    const options = () => [...list.querySelectorAll("[role=option]")];

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const choose = (option) => {
      if (option.dataset.url) {
        location.assign(option.dataset.url);
        return;
      }
      input.value = before + option.dataset.value;
      close();
      input.focus();
    };

    const point = (to) => {
      const all = options();
      at = (to + all.length) % all.length;
      all.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
      input.setAttribute("aria-activedescendant", all[at].id);
    };

    const ask = async () => {
      const asked = input.value;
      const end = asked.length > LONGEST ? asked.slice(-LONGEST).replace(/^\S*\s+/, "") : asked;
      try {
        const found = await fetchDocument(`${input.dataset.suggest}?q=${encodeURIComponent(end)}`);
        if (input.value !== asked || document.activeElement !== input) return;
        before = asked.slice(0, asked.length - end.length);
        list.replaceChildren(...found.body.children);
        options().forEach((option, n) => {
          option.id = `${list.id}-${n}`;
        });
        at = -1;
        list.hidden = options().length === 0;
        input.setAttribute("aria-expanded", String(!list.hidden));
        input.removeAttribute("aria-activedescendant");
      } catch {
        close();
      }
    };

    list.setAttribute("role", "listbox");
    if (input.dataset.suggestLabel) list.setAttribute("aria-label", input.dataset.suggestLabel);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);

    input.addEventListener("input", () => {
      clearTimeout(wait);
      if (input.value.trim().length < 2) {
        close();
        return;
      }
      wait = setTimeout(ask, 180);
    });

    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") {
        event.preventDefault();
        point(at + 1);
      } else if (event.key === "ArrowUp") {
        event.preventDefault();
        point(at < 0 ? -1 : at - 1);
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        choose(options()[at]);
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      }
    });

    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      event.preventDefault();
      choose(option);
    });

    input.addEventListener("blur", close);
  };

  document.querySelectorAll("input[data-suggest]").forEach(suggest);

  // 3 words for sliders

  document.addEventListener("input", (event) => {
    const words = event.target.dataset && event.target.dataset.words;
    if (!words) return;
    const word = words.split(",")[Number(event.target.value)];
    event.target.setAttribute("aria-valuetext", word);
    const output = document.querySelector(`output[for="${event.target.id}"]`);
    if (output) output.textContent = word;
  });

  // 5 long needs

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.long || form.elements.q.value.length <= Number(form.dataset.longFrom)) return;
    event.preventDefault();
    try {
      const answer = await fetchDocument(form.dataset.long);
      const sender = document.adoptNode(answer.querySelector("main form[method=post]"));
      const own = ["q", "postnr", "antal"];
      for (const [name, value] of new FormData(form)) {
        if (own.includes(name)) sender.elements[name].value = value;
        else sender.append(Object.assign(document.createElement("input"), { name, value }));
      }
      sender.hidden = true;
      document.body.append(sender);
      sender.submit();
    } catch {
      form.submit();
    }
  });
})();
