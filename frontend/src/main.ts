/** Puts the page together: what the panels share, and a panel for each place in index.html. */
import "./styles/main.css";
import { createApi } from "./api/client";
import type { Deps, Mount } from "./deps";
import { later, whenNear, whenOpened, whenRows } from "./later";
import { Connection } from "./state/connection";
import { Panels } from "./state/panels";
import { Session } from "./state/session";
import { UrlStore } from "./state/store";
import { Announcer } from "./ui/announce";
import { comingRows } from "./ui/states";
import { ThemeSwitch } from "./ui/theme";
import { mountTips } from "./ui/tips";
import { mount as charts } from "./views/charts";
import { mount as connection } from "./views/connection";
import { mount as datasets } from "./views/datasets";
import { mount as filters } from "./views/filters";
import { mount as generate } from "./views/generate";
import { mount as header } from "./views/header";
import { mount as kpis } from "./views/kpis";
import { mount as notices } from "./views/notices";
import { mount as progress } from "./views/progress";
import { mount as recommendations } from "./views/recommendations";
import { mount as welcome } from "./views/welcome";

const VIEWS: Record<string, Mount> = {
  header,
  datasets,
  connection,
  notices,
  generate,
  welcome,
  progress,
  filters,
  kpis,
  recommendations,
  charts,
  tables: later(() => import("./views/tables"), whenRows, comingRows),
  answers: later(() => import("./views/answers"), whenNear),
  analyser: later(() => import("./views/analyser"), whenNear),
  exports: later(() => import("./views/exports"), whenOpened("exports")),
  guides: later(() => import("./views/guides"), whenOpened("guides")),
};

function place(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no place for ${id}`);
  return element;
}

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function start(): void {
  const api = createApi({
    fetch: window.fetch.bind(window),
    reachable: (yes) => link.report(yes),
    missing: (dataset) => session.lose(dataset),
  });
  const link = new Connection(
    (signal) => api.options(signal),
    () => !document.hidden,
  );
  const url = new UrlStore(window);
  const session = new Session(url, api);
  link.changed.on((up) => {
    if (up) session.retryFailed();
  });
  const theme = new ThemeSwitch(document.documentElement, storage());
  window.addEventListener("storage", (event) => theme.follow(event));
  const deps: Deps = {
    api,
    url,
    session,
    connection: link,
    panels: new Panels(),
    announcer: new Announcer(place("announcer"), () => performance.now()),
    theme,
  };
  for (const [id, mount] of Object.entries(VIEWS)) mount(place(id), deps);
  mountTips(document);
}

start();
