import { messageId, type Due } from "../claim";
import type { Fact } from "../fact";
import type { RoadSettings } from "../settings";
import { severityOf } from "../severity";
import { consoleLink } from "./consoleLink";
import { accountText, assumption, conditions, headline, how, text, whatToDo, when, who } from "./sentences";
import { mostBytes, withinBytes } from "./size";
import { asSubject } from "./subject";

/** What a person gets by mail. */
export interface Mail {
  /** Fewer than 100 printable ASCII characters, as SNS asks. */
  subject: string;
  body: string;
}

export function mail(fact: Fact, due: Due, settings: RoadSettings): Mail {
  return { subject: subjectOf(fact, due, settings), body: withinBytes(personText(fact, due, settings), mostBytes) };
}

/** The text of a mail. */
export function personText(fact: Fact, due: Due, settings: RoadSettings): string {
  const { access } = fact;
  const { severity, because } = severityOf(access);
  const link = consoleLink(fact, settings.partition);
  const assumed = assumption(fact, settings);
  const isEnd = fact.state !== "open";
  return [
    `${headline(fact, due.kind)}.`,
    "",
    ...rows({
      What: `${text(fact.resourceType)} ${text(fact.resource)}`,
      Account: accountText(fact.account, settings),
      Region: fact.region,
      Who: who(access),
      How: how(access),
      Conditions: conditions(access),
      ...(due.previous.length === 0 ? {} : { Before: due.previous.map(({ access }) => before(access)).join(" / ") }),
      [isEnd ? "Ended" : "Since"]: when(fact.since),
      Severity: `${severity} (${because})`,
    }),
    "",
    whatToDo(access, due.kind),
    ...(assumed === undefined ? [] : ["", assumed]),
    ...(link === undefined ? [] : ["", `${link.url}`, `(signed in to account ${accountText(link.account as Fact["account"], settings)})`]), // an ARN's account
    "",
    `Message ${messageId(due)}`,
  ].join("\n");
}

/** What it was until a permission was changed. */
export function before(access: Fact["access"]): string {
  return `${who(access)}; ${how(access)}; conditions: ${conditions(access)}`;
}

function rows(all: Record<string, string>): string[] {
  return Object.entries(all).map(([name, value]) => `${`${name}:`.padEnd(12)}${value}`);
}

function subjectOf(fact: Fact, { kind }: Due, settings: RoadSettings): string {
  const name = settings.accounts[fact.account]?.name;
  const account = name === undefined ? fact.account : `${name} ${fact.account}`;
  const [severity] = [severityOf(fact.access).severity];
  return asSubject(`[${severity}] ${headline(fact, kind)}: ${shortName(fact)} in ${account}`);
}

/** `S3 bucket-name` */
export function shortName({ resource, resourceType }: Pick<Fact, "resource" | "resourceType">): string {
  const name = resource.split(":").slice(5).join(":");
  return `${resourceType.split("::")[1] ?? resourceType} ${name === "" ? resource : name}`;
}
