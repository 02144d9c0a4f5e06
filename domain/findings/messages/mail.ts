import { messageId, type Due } from "../claim";
import type { Fact } from "../fact";
import type { RoadSettings } from "../settings";
import { consoleLink } from "./consoleLink";
import {
  accountText,
  assumption,
  conditions,
  headline,
  how,
  marked,
  regionText,
  scanRow,
  severityText,
  sinceLabel,
  text,
  whatToDo,
  when,
  who,
} from "./sentences";
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
  const link = consoleLink(fact, settings.partition);
  const assumed = assumption(fact, settings);
  return [
    `${headline(fact, due.kind)}.`,
    "",
    ...rows({
      What: `${text(fact.resourceType)} ${text(fact.resource)}`,
      Account: accountText(fact.account, settings),
      Region: regionText(fact),
      Who: who(access, settings),
      How: how(access),
      Conditions: conditions(access),
      ...(due.previous.length === 0 ? {} : { Before: due.previous.map(({ access }) => before(access, settings)).join(" / ") }),
      [sinceLabel(fact)]: when(fact.since),
      Severity: severityText(fact),
      ...scanRow(fact),
    }),
    "",
    whatToDo(fact, due.kind),
    ...(assumed === undefined ? [] : ["", assumed]),
    ...(link === undefined ? [] : ["", `${link.url}`, `(signed in to account ${accountText(link.account as Fact["account"], settings)})`]), // an ARN's account
    "",
    `Message ${messageId(due)}`,
  ].join("\n");
}

/** What it was until a permission was changed. */
export function before(access: Fact["access"], settings: RoadSettings): string {
  return `${who(access, settings)}; ${how(access)}; conditions: ${conditions(access)}`;
}

function rows(all: Record<string, string>): string[] {
  return Object.entries(all).map(([name, value]) => `${`${name}:`.padEnd(12)}${value}`);
}

/** A long one is cut at its end: the resource, which the text has as a whole. */
function subjectOf(fact: Fact, { kind }: Due, settings: RoadSettings): string {
  return asSubject(`${marked(fact, kind)} in ${settings.accounts[fact.account]?.name ?? fact.account}: ${shortName(fact)}`);
}

/** `S3 bucket-name` */
export function shortName({ resource, resourceType }: Pick<Fact, "resource" | "resourceType">): string {
  const name = resource.split(":").slice(5).join(":");
  return `${resourceType.split("::")[1] ?? resourceType} ${name === "" ? resource : name}`;
}
