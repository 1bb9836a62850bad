/** Dark or light: set before the first paint by /theme.js, switched and remembered here, in every tab. */
import { Signal } from "../state/store";

export type Theme = "dark" | "light";

const KEY = "crmgen-theme";

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
    try {
      this.#storage?.setItem(KEY, theme);
    } catch {
      // Not remembered, but switched.
    }
    this.#set(theme);
  }

  /** Something was remembered in another tab. */
  follow({ key, newValue }: Pick<StorageEvent, "key" | "newValue">): void {
    if (key === KEY && (newValue === "dark" || newValue === "light")) this.#set(newValue);
  }

  #set(theme: Theme): void {
    this.#root.dataset.bsTheme = theme;
    this.changed.emit(theme);
  }
}
