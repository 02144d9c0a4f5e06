import { AwsError } from "../../service";

/** Tells the next time after a time. */
export type Times = (after: Date) => Date | undefined;

/**
 * `rate(5 minutes)`, from `start` on, and `cron(0 6 ? * MON-FRI *)`, in UTC.
 *
 * @throws AwsError for what is none of them
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseExpression(text: string, start: Date): Times {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text) ?? [];
  if (count !== undefined && Number(count) > 0) return every(Number(count) * (milliseconds[unit ?? ""] ?? 0), start);
  const [, fields] = /^cron\((.*)\)$/.exec(text) ?? [];
  if (fields === undefined) throw wrong(text);
  return cron(text, fields.trim().split(/\s+/));
}

const minute = 60_000;
const day = 1440 * minute;
const milliseconds: Record<string, number> = { minute, hour: 60 * minute, day };

function every(period: number, start: Date): Times {
  return (after) => new Date(start.getTime() + (Math.floor((after.getTime() - start.getTime()) / period) + 1) * period);
}

function cron(text: string, fields: string[]): Times {
  const [minutes, hours, days, months, weekdays, years] = fields;
  if (!minutes || !hours || !days || !months || !weekdays || !years || (days === "?") === (weekdays === "?")) throw wrong(text);
  const isMinute = field(text, minutes, 0, 59);
  const isHour = field(text, hours, 0, 23);
  const isDay = field(text, days, 1, 31);
  const isMonth = field(text, months, 1, 12, monthNames);
  const isWeekday = field(text, weekdays, 1, 7, weekdayNames);
  const isYear = field(text, years, 1970, 2199);
  const isDate = (date: Date) =>
    isYear(date.getUTCFullYear()) && isMonth(date.getUTCMonth() + 1) && isDay(date.getUTCDate()) && isWeekday(date.getUTCDay() + 1);
  return (after) => {
    let time = new Date(Math.floor(after.getTime() / minute) * minute + minute);
    // The longest that a yearly one takes: from one 29 February over a year that has none.
    const end = after.getTime() + 9 * 366 * day;
    while (time.getTime() < end) {
      if (!isDate(time)) time = new Date((Math.floor(time.getTime() / day) + 1) * day);
      else if (isHour(time.getUTCHours()) && isMinute(time.getUTCMinutes())) return time;
      else time = new Date(time.getTime() + minute);
    }
    return undefined;
  };
}

const monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

function field(expression: string, text: string, least: number, most: number, names: string[] = []): (value: number) => boolean {
  const numberOf = (part: string) => {
    const named = names.indexOf(part.toUpperCase());
    const number = named >= 0 ? named + least : /^\d+$/.test(part) ? Number(part) : NaN;
    if (!(number >= least && number <= most)) throw wrong(expression);
    return number;
  };
  const parts = text.split(",").map((part) => {
    const [range = "", step] = part.split("/");
    const [from, to] = range === "*" || range === "?" ? [least, most] : range.split("-").map(numberOf);
    if (from === undefined) throw wrong(expression);
    return { from, to: to ?? (step === undefined ? from : most), step: step === undefined ? 1 : numberOf(step) };
  });
  return (value) => parts.some(({ from, to, step }) => value >= from && value <= to && (value - from) % step === 0);
}

function wrong(text: string): AwsError {
  const message = /\b\d*[LW]\b|#|^at\(/.test(text) ? ` The sandbox knows rate() and cron() without L, W and #.` : "";
  return new AwsError("ValidationException", `Invalid Schedule Expression ${text}.${message}`);
}
