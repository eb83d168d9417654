/** The panel's page: shows what the extension sends, tells it what is clicked and pointed at. */

import type { Format, Shown, ToPage } from "../picture/messages";
import { Drawing } from "./drawing";
import { byId, keep, tell } from "./host";
import { neighbour, Stop } from "./keys";
import { png } from "./png";
import { Zoom } from "./zoom";

const place = byId("drawing", HTMLElement);
const moment = byId("moment", HTMLParagraphElement);
const note = byId("note", HTMLParagraphElement);
const call = byId("call", HTMLSelectElement);
const round = byId("round", HTMLInputElement);
const zoom = new Zoom(place);
const stop = new Stop(place);
let drawing: Drawing | undefined;
let pointed: string | null = null;

function say(element: HTMLElement, text: string): void {
  // A text that is there already is not announced again.
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function showNote(text: string): void {
  say(note, text);
  note.hidden = text === "";
}

function show(shown: Shown): void {
  keep({ place: shown.place });
  say(moment, shown.title);
  document.body.classList.remove("empty");
  if (drawing?.shown.svg === shown.svg) {
    // Only the cursor has moved: what the mouse and the focus are on stays.
    drawing.shown = shown;
  } else {
    draw(shown);
  }
  drawing?.mark(shown.cursor, "at-cursor");
  offerSteps(shown.hasPrevious, shown.hasNext);
  offerCalls(shown);
}

function draw(shown: Shown): void {
  const hadFocus = place.contains(document.activeElement);
  const spot = zoom.spot();
  pointed = null;
  drawing = Drawing.put(shown, place);
  if (drawing !== undefined) {
    zoom.take(drawing, spot);
    stop.take(drawing, hadFocus);
  }
}

function offerSteps(hasPrevious: boolean, hasNext: boolean): void {
  byId("previous", HTMLButtonElement).disabled = !hasPrevious;
  byId("next", HTMLButtonElement).disabled = !hasNext;
}

function offerCalls(shown: Shown): void {
  byId("calls", HTMLLabelElement).hidden = shown.calls.length === 0;
  call.replaceChildren(...shown.calls.map((text, index) => new Option(text, String(index))));
  call.selectedIndex = shown.call ?? -1;
  const rounds = shown.rounds ?? 1;
  byId("times", HTMLLabelElement).hidden = rounds < 2;
  byId("rounds", HTMLSpanElement).textContent = `of ${String(rounds)}`;
  round.max = String(rounds);
  round.value = String((shown.round ?? 0) + 1);
}

function showEmpty(title: string): void {
  say(moment, title);
  showNote("");
  document.body.classList.add("empty");
  drawing = undefined;
  place.replaceChildren();
  offerSteps(false, false);
  byId("calls", HTMLLabelElement).hidden = true;
  byId("times", HTMLLabelElement).hidden = true;
}

/** The part under the mouse or with the focus is marked here and in the text. */
function point(id: string | null): void {
  if (id === pointed) {
    return;
  }
  pointed = id;
  drawing?.mark(id === null ? [] : [id], "pointed");
  tell({ type: "point", id });
}

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case "show":
      show(data.shown);
      showNote(data.note);
      return;
    case "empty":
      showEmpty(data.title);
      return;
    case "note":
      showNote(data.note);
      return;
    case "mark":
      // What the mouse is on here comes back where the text names nothing.
      drawing?.mark(data.ids.length === 0 && pointed !== null ? [pointed] : data.ids, "pointed");
      return;
    case "draw-png":
      void (drawing === undefined ? Promise.resolve(null) : png(drawing)).then((made) => {
        tell({ type: "png", data: made });
      });
  }
});

for (const to of ["previous", "next"] as const) {
  byId(to, HTMLButtonElement).onclick = () => {
    tell({ type: "step", to });
  };
}
for (const format of ["svg", "png"] satisfies Format[]) {
  byId(format, HTMLButtonElement).onclick = () => {
    tell({ type: "save", format });
  };
}
call.onchange = () => {
  tell({ type: "choose", choice: { call: call.selectedIndex } });
};
round.onchange = () => {
  const time = Math.min(Math.max(round.valueAsNumber, 1), Number(round.max));
  if (Number.isFinite(time)) {
    const chosen = call.selectedIndex < 0 ? {} : { call: call.selectedIndex };
    tell({ type: "choose", choice: { ...chosen, round: time - 1 } });
  }
};

place.addEventListener("mouseover", ({ target }) => {
  point(Drawing.partAt(target));
});
place.addEventListener("mouseleave", () => {
  point(null);
});
place.addEventListener("focusin", ({ target }) => {
  const id = Drawing.partAt(target);
  if (drawing !== undefined && id !== null) {
    stop.set(drawing, id);
  }
  point(id);
});
place.addEventListener("focusout", () => {
  point(null);
});
place.addEventListener("click", ({ target }) => {
  const id = Drawing.partAt(target);
  if (id !== null) {
    tell({ type: "go", id });
  }
});

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  if (key === "Escape") {
    tell({ type: "leave" });
    return;
  }
  const isField = target instanceof HTMLSelectElement || target instanceof HTMLInputElement;
  if (!isField && (inDrawing(target, key) || shortcut(key))) {
    event.preventDefault();
  }
});

function inDrawing(target: EventTarget | null, key: string): boolean {
  const id = place.contains(target as Node | null) ? Drawing.partAt(target) : null;
  if (drawing === undefined || id === null) {
    return false;
  }
  if (key === "Enter" || key === " ") {
    tell({ type: "go", id });
    return true;
  }
  const to = neighbour(drawing, id, key);
  if (to !== undefined) {
    drawing.groups.get(to)?.focus();
    drawing.groups.get(to)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  return to !== undefined;
}

function shortcut(key: string): boolean {
  switch (key) {
    case "n":
      tell({ type: "step", to: "next" });
      return true;
    case "p":
      tell({ type: "step", to: "previous" });
      return true;
    case "+":
      zoom.larger();
      return true;
    case "-":
      zoom.smaller();
      return true;
    case "0":
      zoom.fit();
      return true;
    default:
      return false;
  }
}

tell({ type: "ready" });
