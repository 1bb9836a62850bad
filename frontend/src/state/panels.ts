/** Which of the panels that come and go is open: the form for a new dataset, the drawer of files, the guides. */
import { Signal } from "./store";

export type PanelName = "generate" | "exports" | "guides";

export class Panels {
  #open: PanelName | null = null;
  /** What the panel should open at: a guide's tool, an example's id. */
  #detail: string | null = null;
  readonly changed = new Signal<PanelName | null>();

  get open(): PanelName | null {
    return this.#open;
  }

  get detail(): string | null {
    return this.#detail;
  }

  set(panel: PanelName | null, detail: string | null = null): void {
    if (panel === this.#open && detail === this.#detail) return;
    this.#open = panel;
    this.#detail = detail;
    this.changed.emit(panel);
  }

  /** A panel that was closed by other means. Does nothing when another is open by now. */
  closed(panel: PanelName): void {
    if (this.#open === panel) this.set(null);
  }

  toggle(panel: PanelName): void {
    this.set(this.#open === panel ? null : panel);
  }
}
