/** Believable recommendations, answers, guides and analyses in the shapes of the API. */
import type { Advice, Analysis, AnswerKey, Dataset, Finding, Guide, Recommendations } from "../src/api/types";
import { HOSTILE } from "./mock-rows";

const item = (id: string, headline: string, more: Partial<Advice> = {}): Advice => ({
  id,
  headline,
  what_we_see:
    "Small customers in Europe sounded like +0.21 until February 2026 and like −0.08 since March. Everybody else stayed where they were.",
  why_we_believe_it:
    "412 feedback rows of 96 customers stand behind it. The 95% interval of the drop runs from −0.36 to −0.22, and among 512 comparisons a drop like this comes up by chance less than once in 2,000 times.",
  what_to_do: [
    "Call the ten largest of these customers and ask about the new prices.",
    "Offer those whose renewal falls in the next 90 days to keep the old price for a year.",
    "Look again at the end of the month: the score should be back above zero.",
  ],
  worth: {
    text: "About $214,000 a year of revenue is paid by these customers.",
    usd: 214_000,
    customers: 96,
    how: "Their monthly revenue times twelve.",
  },
  confidence: "very sure",
  evidence: {
    metric: "sentiment",
    value: -0.08,
    comparison: 0.21,
    effect: -0.29,
    interval: [-0.36, -0.22],
    n: 412,
    q_value: 0.0004,
    unit: "score",
  },
  table: "feedback",
  filter: ["region:eq:Europe", "segment:eq:SMB"],
  chart: "sentiment-by-region-and-month",
  enough: null,
  quotes: [],
  ...more,
});

const finding = (
  id: string,
  headline: string,
  metric: string,
  where: { [column: string]: string },
  onset: string | null,
): Finding => ({
  id,
  headline,
  metric,
  where,
  direction: "down",
  onset,
  effect: -0.29,
  interval: [-0.36, -0.22],
  n: 412,
  q_value: 0.0004,
  unit: "points of the sentiment score, which goes from -1 to 1",
  until: null,
  table: "feedback",
  filter: Object.entries(where).map(([column, value]) => `${column}:eq:${value}`),
});

export const FINDINGS: Finding[] = [
  finding(
    "europe",
    "Europe’s small customers have been unhappy since March 2026",
    "sentiment",
    { region: "Europe", segment: "SMB" },
    "2026-03",
  ),
  finding("star", "Priya Raman wins twice as often as the others", "win_rate", { owner: "Priya Raman" }, null),
  finding("pricing", "Complaints about prices have doubled", "category_share", { category: "Pricing" }, "2026-03"),
];

export function recommendationsOf({ recipe }: Dataset): Recommendations {
  const thin = recipe.customers < 100;
  const few = item("thin", "Too early to say which region needs help", {
    confidence: "not enough data yet",
    worth: { text: "It cannot be said yet.", usd: null, customers: null, how: "" },
    what_we_see: "There are fewer than 25 customers in each region.",
    why_we_believe_it: "With so few customers any difference may be chance.",
    what_to_do: ["Collect more feedback, then look again."],
    evidence: {
      metric: "",
      value: null,
      comparison: null,
      effect: null,
      interval: null,
      n: 0,
      q_value: null,
      unit: "",
    },
    chart: null,
    filter: [],
    enough: "About 500 customers would be enough.",
  });
  return {
    groups: {
      priority_actions: thin
        ? [few]
        : [
            item("europe", "Win back small customers in Europe: their mood fell in March", {
              quotes: [`“The new price came without a word of warning.” ${HOSTILE}`, "“We are looking around now.”"],
            }),
            item("star", "Find out what Priya Raman does differently", {
              what_we_see: "She wins 61% of her deals; the other reps together win 34%.",
              why_we_believe_it:
                "84 decided deals. Her win rate lies between 50% and 71% (95% interval), far from the others.",
              what_to_do: [
                "Sit in on two of her calls.",
                "Write down how she opens, and try it with three other reps.",
              ],
              worth: {
                text: "If the others won half as much more, about $1.2M a year.",
                usd: 1_200_000,
                customers: null,
                how: "Half the difference in win rate, times last year’s decided deals.",
              },
              confidence: "fairly sure",
              evidence: {
                metric: "win_rate",
                value: 0.61,
                comparison: 0.34,
                effect: 0.27,
                interval: [0.15, 0.38],
                n: 84,
                q_value: 0.003,
                unit: "share",
              },
              table: "deals",
              filter: ["owner:eq:Priya Raman"],
              chart: "win-rate-by-owner",
            }),
            item("waiting", "Answer the 31 tickets that have waited for more than two days", {
              what_we_see: "31 customers have waited for more than 48 hours.",
              why_we_believe_it: "Customers who waited that long left 1.8 times as often.",
              worth: { text: "31 customers wait.", usd: null, customers: 31, how: "Open tickets older than 48 hours." },
              confidence: "a hint",
              chart: "response-time",
              filter: ["channel:in:Support Ticket,Email", "rating:lte:2"],
            }),
          ],
      churn_prevention: [
        item("churn", "Customers on monthly plans leave twice as often", {
          chart: "churn-by-cohort",
          table: "customers",
          filter: ["status:eq:Churned"],
        }),
      ],
      revenue_opportunities: [],
      operational_insights: [
        item("slow", "Answers by e-mail take a day longer than by chat", {
          chart: "response-time",
          filter: ["channel:eq:Email"],
        }),
      ],
      segment_insights: [
        item("segment", "Large customers are the happiest", {
          chart: "sentiment-by-segment",
          filter: ["segment:eq:Enterprise"],
        }),
      ],
      regional_insights: [few],
      pain_points: [
        item("pricing", "Complaints about prices have doubled", {
          chart: "pain-points",
          filter: ["category:eq:Pricing"],
        }),
      ],
      success_metrics: [
        item("good", "Reviews are better than a year ago", {
          chart: "sentiment-by-channel",
          filter: ["channel:eq:Review"],
        }),
      ],
    },
    findings: thin ? [] : FINDINGS,
    checked: 512,
    method:
      "Each part of the data was compared with the rest and with itself before. What could be chance among so many comparisons was left out.",
    call_first: thin
      ? { model: null, customers: [] }
      : {
          model: {
            auc: 0.79,
            n_train: 1400,
            n_test: 600,
            calibration: [{ predicted: 0.1, actual: 0.12, n: 60 }],
            note: "Tested on 600 customers it had not seen: given one who left and one who stayed, it picks the right one about 8 times in 10.",
          },
          customers: Array.from({ length: 25 }, (_, i) => ({
            customer_id: `CUST-${String(i * 7 + 3).padStart(7, "0")}`,
            customer_name: ["Sofia Rossi", "Noah Jensen", "Mei Tanaka"][i % 3] ?? "",
            company_name: i === 2 ? HOSTILE : (["Granite Freight", "Juniper Labs", "Lakeside Clinics"][i % 3] ?? ""),
            chance: 0.62 - i * 0.02,
            monthly_recurring_revenue: 420 + i,
            at_stake_usd: (420 + i) * 12,
            reasons: [
              "Sounds unhappy: −0.42 in the last two months",
              "Two tickets are not solved",
              "Pays by the month",
            ].slice(0, 1 + (i % 3)),
          })),
        },
  };
}

export function answersOf({ recipe }: Dataset): AnswerKey {
  if (recipe.stories.length === 0) return { stories: [] };
  return {
    stories: [
      {
        id: "price-rise",
        title: "A price rise",
        what_happened: "Prices went up for small customers in Europe in March 2026. They complained, and some left.",
        metric: "sentiment",
        where: { region: "Europe", segment: "SMB" },
        direction: "down",
        onset: "2026-03",
        strength: "clear",
        planted_effect: -0.31,
        achieved_effect: -0.29,
        usual_effect: 0,
        effect_unit: "points of the sentiment score, which goes from -1 to 1",
        z: 6.1,
        also_moves: [{ metric: "churn_rate", direction: "up" }],
        reveal: {
          sql: "SELECT substr(feedback_date, 1, 7) AS month, avg(sentiment_score)\nFROM feedback\nWHERE region = 'Europe' AND segment = 'SMB'\nGROUP BY month ORDER BY month;",
          chart: "sentiment-trend",
          what_to_look_for:
            "In the trend, the line falls in March 2026 and stays low. Choose Europe and SMB to see it clearly.",
        },
      },
      {
        id: "star-rep",
        title: "A star in sales",
        what_happened: "Priya Raman wins far more deals than the others.",
        metric: "win_rate",
        where: { owner: "Priya Raman" },
        direction: "up",
        onset: null,
        strength: "clear",
        planted_effect: 0.28,
        achieved_effect: 0.27,
        usual_effect: 0,
        effect_unit: "share, from 0 to 1",
        z: 5.7,
        also_moves: [],
        reveal: {
          sql: "SELECT owner, avg(stage = 'Closed Won') FROM deals GROUP BY owner;",
          chart: "win-rate-by-owner",
          what_to_look_for: "One bar stands out, and its interval does not touch the others.",
        },
      },
    ],
  };
}

export const GUIDES: Guide[] = [
  {
    tool: "tableau",
    title: "Tableau",
    summary: "Open the workbook, or connect to the CSV files.",
    href: "/api/v1/guides/tableau",
  },
  {
    tool: "power-bi",
    title: "Power BI",
    summary: "Open the template and see the report.",
    href: "/api/v1/guides/power-bi",
  },
  { tool: "excel", title: "Excel", summary: "One workbook with a sheet for each table.", href: "/api/v1/guides/excel" },
  {
    tool: "looker-studio",
    title: "Looker Studio",
    summary: "Upload the CSV files.",
    href: "/api/v1/guides/looker-studio",
  },
  { tool: "python", title: "Python", summary: "pandas, in five lines.", href: "/api/v1/guides/python" },
  { tool: "r", title: "R", summary: "readr and dplyr.", href: "/api/v1/guides/r" },
  { tool: "duckdb", title: "DuckDB", summary: "SQL on Parquet files.", href: "/api/v1/guides/duckdb" },
];

export const guideOf = (tool: string, { id, name, rows }: Dataset): string => `# ${name} in ${tool}

You need about **five minutes** and [Tableau](https://www.tableau.com/products/public "free"). ${HOSTILE}

## 1. Get the data

1. Download [all tables](/api/v1/datasets/${id}/exports/csv.zip).
2. Unpack it. You should now see *three files*:

   | table | rows |
   |:--|--:|
   | customers | ${rows?.customers.toLocaleString("en-US")} |
   | feedback | ${rows?.feedback.toLocaleString("en-US")} |

3. Or, from a terminal:

   \`\`\`sh
   curl -sf http://127.0.0.1:8080/api/v1/datasets/${id}/exports/csv.zip -o crm.zip
   \`\`\`

## 2. Look at it

- Drag \`region\` to **Rows**.
- Drag \`sentiment_score\` to **Columns**, and choose *Average*.

> Europe should be the lowest bar. [Not a link](javascript:alert(1)).
`;

const VALENCE: Record<string, number> = {
  great: 3.1,
  good: 1.9,
  love: 3.2,
  loves: 2.7,
  bad: -2.5,
  slow: -0.9,
  painfully: -2.2,
  broken: -2.1,
  unhappy: -1.8,
};

/** A very small analyser: enough words to show how the answer looks. */
export function analysisOf(text: string): Analysis {
  const words = [...text.matchAll(/[A-Za-z']+/g)].flatMap((match) => {
    const valence = VALENCE[match[0].toLowerCase()];
    if (valence === undefined) return [];
    const turned = /\bnot\s+(\w+\s+)?$/i.test(text.slice(0, match.index));
    return [
      {
        word: match[0],
        start: match.index,
        end: match.index + match[0].length,
        valence,
        contribution: turned ? valence * -0.74 : valence,
        why: turned ? ['turned by "not"'] : [],
      },
    ];
  });
  const marks = text.includes("!") ? [{ what: "exclamation marks", contribution: 0.292 }] : [];
  const sum = words.reduce((all, { contribution }) => all + contribution, 0);
  const compound = Number((sum / Math.sqrt(sum * sum + 15)).toFixed(4));
  const share = (sign: number) =>
    words.filter(({ contribution }) => contribution * sign > 0).length / Math.max(1, text.split(/\s+/).length);
  return {
    text,
    compound,
    label: compound >= 0.05 ? "Positive" : compound <= -0.05 ? "Negative" : "Neutral",
    positive: share(1),
    neutral: 1 - share(1) - share(-1),
    negative: share(-1),
    words,
    adjustments: marks,
  };
}
