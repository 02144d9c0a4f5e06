import type { Publisher } from "../../aws/findings/publisher";
import { chatNotification, literal } from "../../domain/findings/messages/chat";
import type { RoadSettings } from "../../domain/findings/settings";
import { tamperingMessage, type TamperingMessage } from "../../domain/tampering/message";
import { tamperingIn, type Ours } from "../../domain/tampering/tampering";
import type { Telemetry } from "../telemetry";

export interface CallWork extends Pick<Telemetry, "log" | "measure"> {
  ours: Ours;
  settings: RoadSettings;
  publisher: Publisher;
  /** Does it unless it was done for a call of this id: a call may come by several rules. */
  once(id: string, tell: () => Promise<void>): Promise<void>;
}

/**
 * Tells the default destinations of a call that tampers with the watch; the watch tells all others, by a way of its own. What
 * one destination did not take is told to all of them again, with the same id.
 */
export async function tellCall(event: unknown, { ours, settings, publisher, once, log, measure }: CallWork): Promise<void> {
  const tampering = tamperingIn(event, ours);
  if (tampering === undefined || !tampering.concernsTheWatch) return;
  const accounts: Record<string, { name: string }> = settings.accounts;
  const message = tamperingMessage(tampering, accounts[tampering.account]?.name);
  await once(message.event.id, async () => {
    const told = await Promise.allSettled(settings.notifications.default.map((name) => send(name)));
    const failed = told.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
    if (failed.length > 0) throw new AggregateError(failed, `${failed.length} destinations were not told of ${message.event.call}.`);
    log.info("told", { ...message.event });
    measure("TamperingTold", 1);
  });

  async function send(name: string): Promise<void> {
    const destination = settings.notifications.destinations[name];
    if (destination === undefined) throw new Error(`There is no destination ${name}.`);
    const json = JSON.stringify(message.event);
    if ("email" in destination) return publisher.mail(name, message);
    if ("sqs" in destination) return publisher.queue(name, json);
    if ("https" in destination) return publisher.post(destination, { id: message.event.id, json });
    return publisher.chat(name, chatOf(message));
  }
}

function chatOf({ subject, body, event: { id, harm, account } }: TamperingMessage): string {
  const description = body.split("\n").flatMap((line) => (line === "" ? [] : [literal(line)]));
  return chatNotification({
    id,
    thread: id,
    title: subject,
    description: description.join("\n"),
    nextSteps: [],
    keywords: ["tampering", harm, account],
  });
}
