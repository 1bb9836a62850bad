/** A few icons as inline SVG, by name. Decoration only: the words stand beside them, or in an aria-label. */
import {
  faAngleLeft,
  faAngleRight,
  faAnglesLeft,
  faAnglesRight,
  faArrowDown,
  faArrowUp,
  faBolt,
  faBookOpen,
  faChartSimple,
  faCheck,
  faChevronDown,
  faCircleExclamation,
  faCode,
  faCopy,
  faDice,
  faDownload,
  faFilter,
  faGift,
  faHandshake,
  faImage,
  faMagnifyingGlass,
  faMinus,
  faMoon,
  faPlus,
  faQuoteLeft,
  faShareNodes,
  faSun,
  faTable,
  faTableColumns,
  faTrashCan,
  faUsers,
  faXmark,
} from "@fortawesome/free-solid-svg-icons";
import { svg } from "lit-html";

const ICONS = {
  up: faArrowUp,
  down: faArrowDown,
  first: faAnglesLeft,
  previous: faAngleLeft,
  next: faAngleRight,
  last: faAnglesRight,
  same: faMinus,
  check: faCheck,
  open: faChevronDown,
  alert: faCircleExclamation,
  code: faCode,
  copy: faCopy,
  dice: faDice,
  download: faDownload,
  filter: faFilter,
  book: faBookOpen,
  search: faMagnifyingGlass,
  chart: faChartSimple,
  gift: faGift,
  quote: faQuoteLeft,
  deal: faHandshake,
  people: faUsers,
  share: faShareNodes,
  image: faImage,
  moon: faMoon,
  plus: faPlus,
  sun: faSun,
  table: faTable,
  columns: faTableColumns,
  remove: faTrashCan,
  make: faBolt,
  close: faXmark,
};

export type IconName = keyof typeof ICONS;

/** The icon as a template, sized by the text around it. */
export function icon(name: IconName) {
  const [width, height, , , path] = ICONS[name].icon;
  return svg`<svg class="icon" aria-hidden="true" viewBox=${`0 0 ${width} ${height}`}><path fill="currentColor" d=${path as string}></path></svg>`;
}
