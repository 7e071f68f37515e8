// Moves a card of the board by drag or by Alt + arrow; the server decides, and says why not.
"use strict";

(() => {
  const board = document.getElementById("bang");
  const box = document.getElementById("hop-thoai");
  if (!board || !box) return;
  const ways = JSON.parse(board.dataset.ways);

  const columnOf = (card) => card.closest(".column");

  function say(text) {
    const note = document.createElement("div");
    note.className = "toast-note soon";
    note.setAttribute("role", "alert");
    note.append(Object.assign(document.createElement("p"), { textContent: text }));
    document.getElementById("toasts")?.append(note);
  }

  async function move(card, column) {
    const from = columnOf(card);
    if (!column || column === from) return;
    const action = ways[from.dataset.state]?.[column.dataset.state];
    if (!action) {
      say(board.dataset.noWay.replace("{from}", from.dataset.label).replace("{to}", column.dataset.label));
      return;
    }
    await window.htmx.ajax("POST", `/nhiem-vu/bang/${card.dataset.id}/${action}`, {
      source: card,
      target: card,
      swap: "none",
      values: { version: card.dataset.version, q: board.dataset.query },
    });
    document.getElementById(card.id)?.focus();
  }

  board.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.(".task-card");
    if (!card) return;
    event.dataTransfer.setData("text/plain", card.id);
    event.dataTransfer.effectAllowed = "move";
    card.classList.add("dragged");
  });

  board.addEventListener("dragend", () => {
    for (const each of board.querySelectorAll(".dragged, .over")) each.classList.remove("dragged", "over");
  });

  board.addEventListener("dragover", (event) => {
    const column = event.target.closest?.(".column");
    if (!column || !board.querySelector(".dragged")) return;
    event.preventDefault();
    for (const each of board.querySelectorAll(".over")) if (each !== column) each.classList.remove("over");
    column.classList.add("over");
  });

  board.addEventListener("drop", (event) => {
    const column = event.target.closest?.(".column");
    const card = document.getElementById(event.dataTransfer.getData("text/plain"));
    if (!column || !card || !board.contains(card)) return;
    event.preventDefault();
    move(card, column);
  });

  board.addEventListener("keydown", (event) => {
    const card = event.target.closest?.(".task-card");
    if (!card || event.target !== card) return;
    if (event.key === "Enter") {
      card.querySelector("[hx-get]")?.click();
      return;
    }
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || !event.altKey) return;
    event.preventDefault();
    const columns = [...board.querySelectorAll(".column")];
    const column = columns[columns.indexOf(columnOf(card)) + step];
    if (column) move(card, column);
    else say(board.dataset.last);
  });

  // One place shows the box and closes it: what a request brings in is there only once it is swapped.
  document.addEventListener("htmx:after:swap", (event) => {
    const { request, response } = event.detail.ctx ?? {};
    if (request?.method === "POST" && response?.status === 200) {
      box.replaceChildren();
      box.close();
    } else if (box.textContent.trim() && !box.open) box.showModal();
  });

  box.addEventListener("close", () => {
    if (!box.open) box.replaceChildren();
  });
})();
