import { messageId, type Due } from "../claim";
import type { Fact } from "../fact";
import type { RoadSettings } from "../settings";
import { severityOf } from "../severity";
import { before, shortName } from "./mail";
import {
  accountText,
  assumption,
  conditions,
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
import { consoleLink } from "./consoleLink";

/**
 * A custom notification of Amazon Q Developer in chat applications.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export interface ChatNotification {
  version: "1.0";
  source: "custom";
  id: string;
  content: { textType: "client-markdown"; title: string; description: string; nextSteps: string[]; keywords: string[] };
  /** One thread for each fact. */
  metadata: { threadId: string; summary: string };
}

export function chat(fact: Fact, due: Due, settings: RoadSettings): string {
  const { access } = fact;
  const title = `${marked(fact, due.kind)}: ${text(shortName(fact))}`;
  const link = consoleLink(fact, settings.partition);
  const assumed = assumption(fact, settings);
  const lines = {
    What: `${fact.resourceType} ${fact.resource}`,
    Account: accountText(fact.account, settings),
    Region: regionText(fact),
    Who: who(access, settings),
    How: how(access),
    Conditions: conditions(access),
    ...(due.previous.length === 0 ? {} : { Before: due.previous.map(({ access: old }) => before(old, settings)).join(" / ") }),
    [sinceLabel(fact)]: when(fact.since),
    Severity: severityText(fact),
    ...scanRow(fact),
    ...(assumed === undefined ? {} : { Note: assumed }),
  };
  const description = Object.entries(lines).map(([name, value]) => `*${name}* ${literal(limited(value, 700))}`);
  return chatNotification({
    id: messageId(due),
    thread: fact.fact,
    title,
    description: description.join("\n"),
    nextSteps: [whatToDo(fact, due.kind), ...(link === undefined ? [] : [link.url])],
    keywords: [severityOf(access).severity, due.kind, fact.account],
  });
}

export function chatNotification(parts: {
  id: string;
  thread: string;
  title: string;
  description: string;
  nextSteps: string[];
  keywords: string[];
}): string {
  const { id, thread, title, description, nextSteps, keywords } = parts;
  const notification: ChatNotification = {
    version: "1.0",
    source: "custom",
    id,
    content: {
      textType: "client-markdown",
      title: limited(title, mostTitle),
      description: limited(description, mostDescription),
      nextSteps,
      keywords,
    },
    metadata: { threadId: thread, summary: limited(title, mostTitle) },
  };
  return JSON.stringify(notification);
}

export const mostDescription = 7500;
const mostTitle = 250;

/** Shown as it is: no mark-up of the room's, and nobody is called by it. */
export function literal(value: string): string {
  return `\`${text(value).replace(/`/g, "'")}\``;
}

function limited(value: string, most: number): string {
  return value.length <= most ? value : `${value.slice(0, most - 3)}...`;
}
