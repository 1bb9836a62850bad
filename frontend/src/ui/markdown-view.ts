/** Blocks of Markdown as templates: everything is text to the browser, and code can be copied. */
import { html, type nothing, type TemplateResult } from "lit-html";
import { icon } from "./icons";
import type { Block, Inline, Item } from "./markdown";

export interface MarkdownActions {
  /** Which piece of code was copied last. */
  copied: string | null;
  copy(text: string): void;
}

const inline = (parts: Inline[]): (string | TemplateResult)[] => parts.map(piece);

function piece(part: Inline): string | TemplateResult {
  switch (part.kind) {
    case "text":
      return part.text;
    case "code":
      return html`<code>${part.text}</code>`;
    case "strong":
      return html`<strong>${inline(part.inside)}</strong>`;
    case "em":
      return html`<em>${inline(part.inside)}</em>`;
    case "link":
      return /^https?:/i.test(part.href)
        ? html`<a href=${part.href} target="_blank" rel="noopener noreferrer">${inline(part.inside)}</a>`
        : html`<a href=${part.href}>${inline(part.inside)}</a>`;
  }
}

const item = ({ text, blocks }: Item, actions: MarkdownActions) =>
  html`<li>${inline(text)}${blocks.map((each) => block(each, actions))}</li>`;

/** Headings of the document begin below the heading of the panel it stands in. */
function heading(level: number, text: Inline[]): TemplateResult {
  if (level <= 2) return html`<h3>${inline(text)}</h3>`;
  return html`<h4>${inline(text)}</h4>`;
}

function block(each: Block, actions: MarkdownActions): TemplateResult | typeof nothing {
  switch (each.kind) {
    case "heading":
      return heading(each.level, each.text);
    case "paragraph":
      return html`<p>${inline(each.text)}</p>`;
    case "code":
      return codeBlock(each.text, each.language, actions);
    case "list":
      return each.ordered
        ? html`<ol start=${each.start}>${each.items.map((one) => item(one, actions))}</ol>`
        : html`<ul>${each.items.map((one) => item(one, actions))}</ul>`;
    case "quote":
      return html`<blockquote>${each.blocks.map((one) => block(one, actions))}</blockquote>`;
    case "rule":
      return html`<hr />`;
    case "table":
      return html`<div class="md-table" tabindex="0" role="group" aria-label="Table"><table>
        <thead><tr>${each.head.map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead>
        <tbody>${each.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}</tbody>
      </table></div>`;
  }
}

/** A piece of code with a button that copies it. */
export function codeBlock(text: string, language: string, { copied, copy }: MarkdownActions): TemplateResult {
  const done = copied === text;
  return html`<div class="code">
    <pre tabindex="0" role="group" aria-label=${language ? `Code, ${language}` : "Code"}><code>${text}</code></pre>
    <button type="button" class="btn btn-sm btn-quiet" aria-label=${language ? `Copy the ${language}` : "Copy the code"} @click=${() => copy(text)}>
      ${icon(done ? "check" : "copy")}${done ? "Copied" : "Copy"}
    </button>
  </div>`;
}

/** A whole document. */
export const markdown = (blocks: Block[], actions: MarkdownActions): TemplateResult =>
  html`<div class="md">${blocks.map((each) => block(each, actions))}</div>`;
