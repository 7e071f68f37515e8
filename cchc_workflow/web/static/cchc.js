// What makes the pages smoother; every page works without it. No inline handler, no framework: one listener a matter.
"use strict";
(() => {
  const words = () => document.getElementById("words")?.dataset ?? {};
  const MINUTE = 60_000;

  // Toasts: what htmx puts there goes by itself, refusals stay until they are closed.
  const toasts = () => document.getElementById("toasts");
  function say(text, tone = "plain") {
    const note = document.createElement("div");
    note.className = `toast-note ${tone}`;
    const sentence = document.createElement("p");
    sentence.textContent = text;
    note.append(sentence, closeButton());
    toasts()?.append(note);
  }
  function closeButton() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "toast-close";
    button.dataset.close = "";
    button.setAttribute("aria-label", words().close ?? "");
    button.textContent = "×";
    return button;
  }
  function ageToasts() {
    const watch = (note) => {
      if (!note.classList?.contains("late")) setTimeout(() => note.remove?.(), 8_000);
    };
    const place = toasts();
    if (!place) return;
    [...place.children].forEach(watch);
    new MutationObserver((changes) => changes.forEach((c) => c.addedNodes.forEach(watch))).observe(place, { childList: true });
  }
  // The address must not say again what was said: a reload would repeat it.
  function forgetTold() {
    const here = new URL(location.href);
    if (here.searchParams.has("da")) {
      here.searchParams.delete("da");
      history.replaceState(history.state, "", here);
    }
  }

  // Questions before something is done: data-confirm on a form or on its button.
  let agreed = null;
  function ask(event) {
    const form = event.target;
    const button = event.submitter;
    const question = button?.dataset.confirm ?? form.dataset.confirm;
    const box = document.getElementById("confirm");
    if (!question || !box?.showModal || agreed === form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    box.querySelector("#confirm-text").textContent = question;
    const yes = box.querySelector("[data-yes]");
    yes.textContent = button?.textContent.trim() || yes.textContent;
    yes.classList.toggle("btn-danger", button?.classList.contains("btn-danger") ?? false);
    box.returnValue = "no";
    box.addEventListener("close", () => {
      if (box.returnValue !== "yes") return;
      agreed = form;
      form.requestSubmit(button);
      agreed = null;
    }, { once: true });
    box.showModal();
  }

  // One form, one submission: a second click while the first is under way does nothing.
  function submitOnce(event) {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4_000);
  }

  // Text that is being typed, kept until it was taken: data-keep="name" on a field.
  const KEPT = "kept:";
  const WENT = "went:";
  const keyOf = (field) => `${KEPT}${location.pathname}#${field.dataset.keep}`;
  function keep(event) {
    const field = event.target;
    if (!field.dataset?.keep) return;
    if (field.value) sessionStorage.setItem(keyOf(field), field.value);
    else sessionStorage.removeItem(keyOf(field));
  }
  function noteSent(form) {
    form.querySelectorAll("[data-keep]").forEach((field) => sessionStorage.setItem(WENT + keyOf(field), "1"));
  }
  function forgetSent() {
    Object.keys(sessionStorage).filter((key) => key.startsWith(WENT)).forEach((key) => {
      sessionStorage.removeItem(key.slice(WENT.length));
      sessionStorage.removeItem(key);
    });
  }
  function restore(root) {
    let any = false;
    root.querySelectorAll?.("[data-keep]").forEach((field) => {
      const text = sessionStorage.getItem(keyOf(field));
      if (!text || field.value.trim()) return;
      field.value = text;
      field.closest("details")?.setAttribute("open", "");
      any = true;
    });
    if (any) say(words().restored ?? "", "plain");
  }

  // Files dropped on their zone.
  const size = (bytes) => {
    const [unit, divisor] = bytes < 1_000_000 ? ["KB", 1_024] : ["MB", 1_048_576];
    return `${Math.max(bytes / divisor, 0.1).toLocaleString("vi", { maximumFractionDigits: 1 })} ${unit}`;
  };
  function listFiles(zone) {
    const list = zone.querySelector(".drop-files");
    const input = zone.querySelector("input[type=file]");
    const most = Number(zone.dataset.mostBytes || input.dataset.mostBytes || 0);
    list?.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li");
      line.textContent = `${file.name} (${size(file.size)})`;
      if (most && file.size > most) line.className = "late-ink";
      return line;
    }));
  }
  function drag(event) {
    const zone = event.target.closest?.("[data-drop]");
    document.querySelectorAll("[data-drop].over").forEach((each) => each.classList.toggle("over", each === zone));
    if (!zone || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("over", event.type !== "drop");
    if (event.type !== "drop") return;
    const input = zone.querySelector("input[type=file]");
    const given = new DataTransfer();
    [...(input.multiple ? input.files : []), ...event.dataTransfer.files].forEach((file) => given.items.add(file));
    input.files = given.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The idle lock: all tabs of a browser count as one.
  function lock() {
    const form = document.createElement("form");
    const back = document.createElement("input");
    Object.assign(form, { method: "post", action: "/khoa", hidden: true });
    Object.assign(back, { type: "hidden", name: "tiep", value: location.pathname + location.search });
    form.append(back);
    document.body.append(form);
    form.submit();
  }
  function watchIdle() {
    const minutes = Number(document.body.dataset.idleMinutes);
    if (!minutes) return;
    const stamp = () => localStorage.setItem("active", String(Date.now()));
    const lastActive = () => Number(localStorage.getItem("active") ?? Date.now());
    let asked = Date.now();
    stamp();
    ["keydown", "pointerdown", "scroll"].forEach((name) => addEventListener(name, stamp, { passive: true }));
    setInterval(() => {
      if (Date.now() - lastActive() > minutes * MINUTE) {
        lock();
      } else if (lastActive() > asked && Date.now() - asked > (minutes * MINUTE) / 3) {
        asked = Date.now();
        fetch("/thong-bao/so", { headers: { "HX-Request": "true" } }).catch(() => {});
      }
    }, 15_000);
  }

  function press(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") document.querySelectorAll("details[data-menu][open]").forEach(shut);
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
    if (!wanted) return;
    event.preventDefault();
    if (wanted.matches("input, textarea, select")) { wanted.focus(); wanted.select?.(); } else wanted.click();
  }
  function shut(menu) {
    const held = menu.contains(document.activeElement);
    menu.removeAttribute("open");
    if (held) menu.querySelector("summary")?.focus();
  }
  function click(event) {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
    const close = event.target.closest("[data-close]");
    if (close) { event.preventDefault(); close.closest(".toast-note")?.remove(); }
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => say(words().copied ?? "", "good"), () => {});
    if (event.target.closest("[data-print]")) window.print();
    const back = event.target.closest("[data-back]");
    if (back && history.length > 1) { event.preventDefault(); history.back(); }
  }
  // One tick for all: data-all="name" ticks every box of that name in its form.
  function change(event) {
    const field = event.target;
    const zone = field.closest?.("[data-drop]");
    if (zone) listFiles(zone);
    if (field.dataset?.all) {
      (field.form ?? document).querySelectorAll(`input[type=checkbox][name="${CSS.escape(field.dataset.all)}"]`).forEach((box) => { box.checked = field.checked; });
    }
    if (field.hasAttribute?.("data-submit")) field.form?.requestSubmit();
  }

  // A refusal that none of our pages gave (a proxy's, a stopping server's) has no place in one of them.
  function isOurs(answer) {
    const sent = (name) => answer.headers.get(name) ?? "";
    return sent("HX-Retarget") !== "" || (answer.status < 500 && sent("Content-Type").startsWith("text/html"));
  }

  addEventListener("submit", ask, true);
  addEventListener("submit", (event) => {
    submitOnce(event);
    if (event.target.hasAttribute("data-forget")) sessionStorage.clear();
    else noteSent(event.target);
  });
  addEventListener("input", keep);
  addEventListener("change", change);
  addEventListener("click", click);
  addEventListener("keydown", press);
  ["dragenter", "dragover", "dragleave", "drop"].forEach((name) => addEventListener(name, drag));
  addEventListener("htmx:error", () => say(words().offline ?? "", "late"));
  addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail ?? {};
    const answer = ctx?.response?.raw;
    if (answer?.ok) forgetSent();
    else if (answer && !isOurs(answer)) {
      event.preventDefault();
      say(answer.status < 500 ? ctx.text : words().offline ?? "", "late");
    }
  });
  addEventListener("htmx:after:swap", (event) => restore(event.target));

  function begin() {
    if (document.body.hasAttribute("data-told")) forgetSent();
    forgetTold();
    ageToasts();
    restore(document);
    watchIdle();
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
