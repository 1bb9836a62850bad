/** What every panel is given. Types only. */
import type { Api } from "./api/client";
import type { Connection } from "./state/connection";
import type { Panels } from "./state/panels";
import type { Session } from "./state/session";
import type { UrlStore } from "./state/store";
import type { Announcer } from "./ui/announce";
import type { ThemeSwitch } from "./ui/theme";

export interface Deps {
  api: Api;
  url: UrlStore;
  session: Session;
  connection: Connection;
  panels: Panels;
  announcer: Announcer;
  theme: ThemeSwitch;
}

/** A panel of the page: draws into `root` and keeps itself up to date until disposed of. */
export type Mount = (root: HTMLElement, deps: Deps) => () => void;
