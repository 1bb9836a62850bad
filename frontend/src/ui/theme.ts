/** Dark or light: set before the first paint by /theme.js, switched and remembered here. */
import { Signal } from "../state/store";

export type Theme = "dark" | "light";

export class ThemeSwitch {
  readonly changed = new Signal<Theme>();
  readonly #root: HTMLElement;
  readonly #storage: Pick<Storage, "setItem"> | null;

  constructor(root: HTMLElement, storage: Pick<Storage, "setItem"> | null) {
    this.#root = root;
    this.#storage = storage;
  }

  get theme(): Theme {
    return this.#root.dataset.bsTheme === "light" ? "light" : "dark";
  }

  toggle(): void {
    const theme = this.theme === "dark" ? "light" : "dark";
    this.#root.dataset.bsTheme = theme;
    try {
      this.#storage?.setItem("crmgen-theme", theme);
    } catch {
      // Not remembered, but switched.
    }
    this.changed.emit(theme);
  }
}
