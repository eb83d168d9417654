/** How large the drawing is; it keeps what is in sight in its place. */

import type { Drawing } from "./drawing";
import { byId, keep, kept } from "./host";

const LEAST = 0.2;
const MOST = 5;
const STEP = 1.2;
/** Smaller than this it is not fitted: one scrolls. */
const LEAST_FITTED = 0.75;

export class Zoom {
  /** `null`: as large as fits the panel, at most its own size. */
  private chosen: number | null = kept().zoom ?? null;
  private drawing: Drawing | undefined;

  constructor(private readonly place: HTMLElement) {
    byId("larger", HTMLButtonElement).onclick = () => {
      this.by(STEP);
    };
    byId("smaller", HTMLButtonElement).onclick = () => {
      this.by(1 / STEP);
    };
    byId("fit", HTMLButtonElement).onclick = () => {
      this.fit();
    };
    place.addEventListener(
      "wheel",
      (event) => {
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          this.by(Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
        }
      },
      { passive: false },
    );
    new ResizeObserver(() => {
      this.apply();
    }).observe(place);
    place.addEventListener("scroll", () => {
      keep({ left: place.scrollLeft, top: place.scrollTop });
    });
  }

  /** What is in sight, to be taken up again by the next drawing. */
  spot(): [number, number] {
    const { left = 0, top = 0 } = kept();
    const isFirst = this.drawing === undefined;
    return isFirst ? [left, top] : [this.place.scrollLeft, this.place.scrollTop];
  }

  take(drawing: Drawing, [left, top]: [number, number]): void {
    this.drawing = drawing;
    this.apply();
    this.place.scrollTo(left, top);
  }

  larger(): void {
    this.by(STEP);
  }

  smaller(): void {
    this.by(1 / STEP);
  }

  fit(): void {
    this.chosen = null;
    keep({ zoom: null });
    this.apply();
    this.place.scrollTo(0, 0);
  }

  private get factor(): number {
    if (this.chosen !== null || this.drawing === undefined) {
      return this.chosen ?? 1;
    }
    const fitting = this.place.clientWidth / this.drawing.width;
    return Math.min(1, Math.max(fitting, LEAST_FITTED));
  }

  /** The point of the drawing under these coordinates stays there; else the middle. */
  private by(factor: number, clientX?: number, clientY?: number): void {
    const frame = this.place.getBoundingClientRect();
    const x = (clientX ?? frame.x + frame.width / 2) - frame.x;
    const y = (clientY ?? frame.y + frame.height / 2) - frame.y;
    const before = this.factor;
    const after = Math.min(MOST, Math.max(LEAST, before * factor));
    const left = ((this.place.scrollLeft + x) * after) / before - x;
    const top = ((this.place.scrollTop + y) * after) / before - y;
    this.chosen = after;
    keep({ zoom: after });
    this.apply();
    this.place.scrollTo(left, top);
  }

  private apply(): void {
    const { drawing, factor } = this;
    byId("fit", HTMLButtonElement).textContent = `${String(Math.round(factor * 100))} %`;
    drawing?.svg.setAttribute("width", String(drawing.width * factor));
    drawing?.svg.setAttribute("height", String(drawing.height * factor));
  }
}
