/** The drawing in the page: put in, and its parts found by their ids. */

import type { Shown } from "../picture/messages";

const SVG = "http://www.w3.org/2000/svg";

/** One drawing and its parts. */
export class Drawing {
  readonly groups = new Map<string, SVGGElement>();

  private constructor(
    readonly svg: SVGSVGElement,
    public shown: Shown,
    readonly width: number,
    readonly height: number,
  ) {}

  /** `undefined` if it is no drawing. */
  static put(shown: Shown, into: Element): Drawing | undefined {
    const svg = parse(shown.svg);
    if (svg === undefined) {
      return undefined;
    }
    const { width, height } = svg.viewBox.baseVal;
    adoptStyle(shown.svg);
    const drawing = new Drawing(svg, shown, width, height);
    into.replaceChildren(svg);
    drawing.prepare();
    return drawing;
  }

  /** The part that an element of the drawing belongs to; an arrow is its slot's. */
  static partAt(target: EventTarget | null): string | null {
    if (!(target instanceof Element)) {
      return null;
    }
    const group = target.closest("[data-id], [data-from]");
    return group?.getAttribute("data-id") ?? group?.getAttribute("data-from") ?? null;
  }

  /** Arrows of a slot or cell, and those to an object. */
  arrows(id: string): SVGGElement[] {
    const name = CSS.escape(id);
    return [
      ...this.svg.querySelectorAll<SVGGElement>(`[data-from="${name}"], [data-to="${name}"]`),
    ];
  }

  /** Gives a class to the parts, what they refer to, what refers to them, and the arrows between. */
  mark(ids: string[], name: string): void {
    for (const old of this.svg.querySelectorAll(`.${name}`)) {
      old.classList.remove(name);
    }
    for (const id of ids) {
      this.groups.get(id)?.classList.add(name);
      for (const arrow of this.arrows(id)) {
        arrow.classList.add(name);
        for (const end of [arrow.dataset["from"], arrow.dataset["to"]]) {
          this.groups.get(end ?? "")?.classList.add(name);
        }
      }
    }
    this.svg.classList.toggle(
      `with-${name}`,
      ids.some((id) => this.groups.has(id)),
    );
  }

  private prepare(): void {
    // Its parts are read one by one, so it is no single image here, and needs no description of all. Its title
    // stands above it already, and would come up wherever the mouse rests.
    this.svg.setAttribute("role", "group");
    this.svg.setAttribute("aria-label", this.shown.title);
    this.svg.removeAttribute("aria-labelledby");
    for (const said of this.svg.querySelectorAll(":scope > title, :scope > desc")) {
      said.remove();
    }
    for (const part of this.shown.parts) {
      const group = this.svg.querySelector<SVGGElement>(`[data-id="${CSS.escape(part.id)}"]`);
      if (group === null) {
        continue;
      }
      this.groups.set(part.id, group);
      group.classList.add(part.kind);
      group.tabIndex = -1;
    }
    for (const part of this.shown.parts) {
      const group = this.groups.get(part.id);
      if (group !== undefined) {
        const isRow = part.kind === "slot" || part.kind === "cell";
        group.setAttribute("role", isRow ? "button" : "group");
        group.setAttribute("aria-label", this.label(part.id));
      }
    }
    for (const group of this.groups.values()) {
      addArea(group);
    }
  }

  /** What the part says, in words. */
  private label(id: string): string {
    const part = this.shown.parts.find((part) => part.id === id);
    const said = words(this.groups.get(id));
    if (part?.kind !== "slot" && part?.kind !== "cell") {
      return said.join(" ");
    }
    const name = part.name ?? "";
    const change = this.groups.get(id)?.querySelector(":scope > .n") == null ? "" : ", changed";
    if (part.object !== undefined) {
      const [caption = "an object"] = words(this.groups.get(part.object));
      return `${name} refers to ${caption}${change}`;
    }
    const value = said.filter((word) => word !== name).join(" ");
    return `${name}: ${value === "" ? "not known" : value}${change}`;
  }
}

const STYLE = /<style>([^<]*)<\/style>/;
const style = new CSSStyleSheet();
document.adoptedStyleSheets.push(style);
let adopted = "";

/** The drawing's style becomes the page's: the policy admits none inside. */
function adoptStyle(text: string): void {
  const [, rules = ""] = STYLE.exec(text) ?? [];
  if (rules !== adopted) {
    style.replaceSync(rules);
    adopted = rules;
  }
}

/** The drawing without its style, as XML, so that nothing in it becomes HTML; `undefined` if it is none. */
function parse(text: string): SVGSVGElement | undefined {
  const bare = text.replace(STYLE, "");
  const root = new DOMParser().parseFromString(bare, "image/svg+xml").documentElement;
  return root instanceof SVGSVGElement ? document.importNode(root, true) : undefined;
}

/** Texts of a group, without those of parts in it and without tooltips. */
function words(group: SVGGElement | undefined): string[] {
  if (group === undefined) {
    return [];
  }
  return [...group.querySelectorAll("text")]
    .filter((text) => text.closest("[data-id]") === group)
    .map((text) => text.firstChild?.textContent?.trim() ?? "")
    .filter((text) => text !== "");
}

/** The whole area of a part takes the mouse and shows the marks: rows are more than their letters. */
function addArea(group: SVGGElement): void {
  if (group.querySelector(":scope > .area") !== null) {
    return;
  }
  const own = group.getBBox();
  const box = group.parentElement?.querySelector<SVGRectElement>(":scope > rect:not(.area)");
  const isRow = group.dataset["id"]?.includes("-") === true && box instanceof SVGRectElement;
  const table = isRow ? box.getBBox() : own;
  // A row with a line between name and value is as wide as its box; others stand side by side.
  const isWhole = group.querySelector(":scope > path") !== null;
  const area = document.createElementNS(SVG, "rect");
  area.classList.add("area");
  const [x, width] = isWhole || !isRow ? [table.x, table.width] : [own.x - 4, own.width + 8];
  const [y, height] = isWhole || !isRow ? [own.y, own.height] : [table.y, table.height];
  for (const [name, value] of Object.entries({ x, y, width, height, rx: 4 })) {
    area.setAttribute(name, String(value));
  }
  group.prepend(area);
}
