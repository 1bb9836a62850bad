/** Which of the panels that come and go is open: the form for a new dataset, the drawer of files. */
import { Signal } from "./store";

export type PanelName = "generate" | "exports";

export class Panels {
  #open: PanelName | null = null;
  readonly changed = new Signal<PanelName | null>();

  get open(): PanelName | null {
    return this.#open;
  }

  set(panel: PanelName | null): void {
    if (panel === this.#open) return;
    this.#open = panel;
    this.changed.emit(panel);
  }

  toggle(panel: PanelName): void {
    this.set(this.#open === panel ? null : panel);
  }
}
