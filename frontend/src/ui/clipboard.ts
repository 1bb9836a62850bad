/** Copying text, and remembering what was copied last so that its button can say so. */

export class Copier {
  copied: string | null = null;
  readonly #clipboard: Pick<Clipboard, "writeText"> | undefined;
  readonly #told: (copied: boolean) => void;

  /** `told` hears whether it worked; browsers may refuse. */
  constructor(clipboard: Pick<Clipboard, "writeText"> | undefined, told: (copied: boolean) => void) {
    this.#clipboard = clipboard;
    this.#told = told;
  }

  copy = async (text: string): Promise<void> => {
    try {
      if (!this.#clipboard) throw new Error("no clipboard");
      await this.#clipboard.writeText(text);
      this.copied = text;
    } catch {
      this.copied = null;
    }
    this.#told(this.copied !== null);
  };
}
