/** Every chart of the dashboard: a summary in, pictures to draw out. Pure. */
import type { Summary } from "../api/types";
import { churnByCohort, churnRisk } from "./customers";
import { lossReasons, pipeline, winRate, wonRevenue } from "./sales";
import { heatMap, painPoints, responseTime, sentimentBy, sentimentTrend } from "./sentiment";
import type { ChartSpec } from "./spec";
import { churnByMonth, feedbackVolume, npsTrend, responseByMonth, topicsByMonth, winRateByMonth } from "./time";

/** How much of the row a card takes, in twelfths; `tall` for many bars. */
export interface Card {
  spec: ChartSpec;
  width: 4 | 5 | 6 | 7 | 8 | 12;
  tall: boolean;
}

export interface Section {
  id: string;
  title: string;
  about: string;
  /** Shows the sentiment scale beside its title. */
  scale: boolean;
  cards: Card[];
}

const card = (width: Card["width"], spec: ChartSpec, tall = false): Card => ({ spec, width, tall });

/** All charts in their sections. */
export function sections({ charts }: Summary): Section[] {
  return [
    {
      id: "feelings",
      title: "How customers feel",
      about:
        "The sentiment of what they write and say, from −1 (very unhappy) to +1 (very happy), by region, segment and more.",
      scale: true,
      cards: [
        card(8, sentimentTrend(charts.sentiment_by_month)),
        card(4, sentimentBy("region", charts.sentiment_by_region)),
        card(8, heatMap(charts.sentiment_by_region_month)),
        card(4, sentimentBy("segment", charts.sentiment_by_segment)),
        card(6, npsTrend(charts.nps_by_month)),
        card(6, feedbackVolume(charts.feedback_by_week)),
        card(4, sentimentBy("industry", charts.sentiment_by_industry), true),
        card(4, sentimentBy("category", charts.sentiment_by_category), true),
        card(4, sentimentBy("channel", charts.sentiment_by_channel), true),
      ],
    },
    {
      id: "service",
      title: "What goes wrong, and how fast we answer",
      about: "Where unhappy feedback comes from, and how long customers wait.",
      scale: false,
      cards: [
        card(6, painPoints(charts.pain_points)),
        card(6, topicsByMonth(charts.categories_by_month)),
        card(6, responseTime(charts.response_time)),
        card(6, responseByMonth(charts.response_time_by_month)),
      ],
    },
    {
      id: "churn",
      title: "Who might leave",
      about: "Customers at risk today, and customers who left, by when they joined.",
      scale: false,
      cards: [
        card(4, churnRisk(charts.churn_risk)),
        card(8, churnByMonth(charts.left_by_month)),
        card(12, churnByCohort(charts.churn_by_cohort)),
      ],
    },
    {
      id: "sales",
      title: "Sales",
      about: "Deals on the way, deals won, and why others were lost.",
      scale: false,
      cards: [
        card(5, pipeline(charts.pipeline)),
        card(7, wonRevenue(charts.won_revenue_by_month)),
        card(4, winRate("source", charts.win_rate_by_source), true),
        card(4, winRate("owner", charts.win_rate_by_owner), true),
        card(4, lossReasons(charts.loss_reasons), true),
        card(4, winRateByMonth(charts.win_rate_by_month)),
        card(4, winRate("segment", charts.win_rate_by_segment)),
        card(4, winRate("type", charts.win_rate_by_type)),
      ],
    },
  ];
}

/** The cards before there are numbers. */
export const blankSections = (): Section[] =>
  sections({ charts: new Proxy({}, { get: () => [] }) } as unknown as Summary);
