/**
 * The little Markdown our guides are written in, read into blocks. Pure: text in, data out.
 *
 * Headings, paragraphs, lists (also inside each other), fenced code, tables, quotes and rules; inside lines code, bold, emphasis and
 * links. Anything else, HTML above all, stays the text it is.
 */

export type Inline =
  | { kind: "text" | "code"; text: string }
  | { kind: "strong" | "em"; inside: Inline[] }
  | { kind: "link"; href: string; inside: Inline[] };

export interface Item {
  text: Inline[];
  blocks: Block[];
}

export type Block =
  | { kind: "heading"; level: number; text: Inline[] }
  | { kind: "paragraph"; text: Inline[] }
  | { kind: "code"; language: string; text: string }
  | { kind: "list"; ordered: boolean; start: number; items: Item[] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "quote"; blocks: Block[] }
  | { kind: "rule" };

/** Addresses a link may lead to: on this server, inside the page, or plain web and mail. Never a script. */
export function safeHref(href: string): string | null {
  if (/^(https?:\/\/|mailto:)/i.test(href)) return href;
  return /^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith("//") ? null : href;
}

const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|(?<![*\w])\*([^*\s](?:[^*]*[^*\s])?)\*(?![*\w])|!?\[([^\]]*)\]\(([^()\s]+)(?:\s+"[^"]*")?\)|<(https?:\/\/[^>\s]+)>/;

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    const [all, code, strong, em, label, href, auto] = match;
    if (match.index > 0) parts.push({ kind: "text", text: rest.slice(0, match.index) });
    rest = rest.slice(match.index + all.length);
    const address = safeHref(href ?? auto ?? "");
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else if (strong !== undefined) parts.push({ kind: "strong", inside: parseInline(strong) });
    else if (em !== undefined) parts.push({ kind: "em", inside: parseInline(em) });
    else if (auto !== undefined) parts.push({ kind: "link", href: auto, inside: [{ kind: "text", text: auto }] });
    // Pictures would be fetched: their words stand instead.
    else if (all.startsWith("!") || address === null) parts.push({ kind: "text", text: label ?? "" });
    else parts.push({ kind: "link", href: address, inside: parseInline(label ?? "") });
  }
  if (rest) parts.push({ kind: "text", text: rest });
  return parts;
}

const FENCE = /^(\s*)(```+|~~~+)\s*([\w-]*)\s*$/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^\s*>\s?(.*)$/;
const DIVIDER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

const indentOf = (line: string) => line.length - line.trimStart().length;

/** Read a document. */
export function parseMarkdown(source: string): Block[] {
  return parseLines(source.replace(/\r\n?/g, "\n").replaceAll("\t", "    ").split("\n"));
}

function parseLines(lines: string[]): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      at += 1;
      continue;
    }
    const [block, next] = parseBlock(lines, at);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

/** The block that begins at a line that is not empty, and the line after it. */
function parseBlock(lines: string[], at: number): [Block, number] {
  const line = lines[at] ?? "";
  const fence = FENCE.exec(line);
  if (fence) return fenced(lines, at, fence);
  const heading = HEADING.exec(line);
  if (heading)
    return [{ kind: "heading", level: heading[1]?.length ?? 1, text: parseInline(heading[2] ?? "") }, at + 1];
  if (RULE.test(line)) return [{ kind: "rule" }, at + 1];
  if (ITEM.test(line)) return list(lines, at);
  if (QUOTE.test(line)) {
    let end = at;
    while (QUOTE.test(lines[end] ?? "")) end += 1;
    const inside = lines.slice(at, end).map((each) => QUOTE.exec(each)?.[1] ?? "");
    return [{ kind: "quote", blocks: parseLines(inside) }, end];
  }
  if (line.includes("|") && DIVIDER.test(lines[at + 1] ?? "")) return table(lines, at);
  let end = at + 1;
  while (end < lines.length && (lines[end] ?? "").trim() !== "" && !startsBlock(lines[end] ?? "")) end += 1;
  return [{ kind: "paragraph", text: parseInline(joined(lines.slice(at, end))) }, end];
}

const startsBlock = (line: string) => [FENCE, HEADING, RULE, ITEM, QUOTE].some((pattern) => pattern.test(line));

const joined = (lines: string[]) => lines.map((line) => line.trim()).join(" ");

function fenced(
  lines: string[],
  at: number,
  [, indent = "", mark = "```", language = ""]: RegExpExecArray,
): [Block, number] {
  let end = at + 1;
  while (end < lines.length && !(lines[end] ?? "").trim().startsWith(mark)) end += 1;
  const text = lines.slice(at + 1, end).map((line) => line.slice(Math.min(indent.length, indentOf(line))));
  return [{ kind: "code", language, text: text.join("\n") }, end + 1];
}

function list(lines: string[], at: number): [Block, number] {
  const first = ITEM.exec(lines[at] ?? "");
  const indent = first?.[1]?.length ?? 0;
  const mark = first?.[2] ?? "-";
  const ordered = /\d/.test(mark);
  const items: Item[] = [];
  let end = at;
  while (end < lines.length) {
    const match = ITEM.exec(lines[end] ?? "");
    if (!match || (match[1]?.length ?? 0) !== indent || /\d/.test(match[2] ?? "") !== ordered) break;
    const content = (lines[end] ?? "").length - (match[3]?.length ?? 0);
    const own: string[] = [match[3] ?? ""];
    end += 1;
    // What is indented belongs to the item; an empty line does, when something indented follows.
    while (end < lines.length) {
      const line = lines[end] ?? "";
      const next = lines[end + 1] ?? "";
      if (line.trim() === "") {
        if (next.trim() === "" || indentOf(next) <= indent) break;
      } else if (indentOf(line) <= indent && (startsBlock(line) || (lines[end - 1] ?? "").trim() === "")) {
        break;
      }
      own.push(line.slice(Math.min(content, indentOf(line))));
      end += 1;
    }
    const [head, ...blocks] = parseLines(own);
    items.push(
      head?.kind === "paragraph" ? { text: head.text, blocks } : { text: [], blocks: head ? [head, ...blocks] : [] },
    );
    // A loose list: its next item comes after an empty line.
    if ((lines[end] ?? "").trim() === "" && ITEM.test(lines[end + 1] ?? "")) end += 1;
  }
  return [{ kind: "list", ordered, start: ordered ? Number.parseInt(mark, 10) : 1, items }, Math.max(end, at + 1)];
}

const cells = (line: string) =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => parseInline(cell.replaceAll("\\|", "|").trim()));

function table(lines: string[], at: number): [Block, number] {
  let end = at + 2;
  while (end < lines.length && (lines[end] ?? "").includes("|")) end += 1;
  return [{ kind: "table", head: cells(lines[at] ?? ""), rows: lines.slice(at + 2, end).map(cells) }, end];
}
