import type { Publisher } from "../../aws/findings/publisher";
import { messageId, type Due } from "../../domain/findings/claim";
import type { Fact } from "../../domain/findings/fact";
import { chat } from "../../domain/findings/messages/chat";
import { machineText } from "../../domain/findings/messages/machine";
import { mail } from "../../domain/findings/messages/mail";
import type { RoadSettings } from "../../domain/findings/settings";

/** Sends one message about one fact, in the form that the destination reads. */
export async function deliver(due: Due, fact: Fact, settings: RoadSettings, publisher: Publisher): Promise<void> {
  const { destination: name } = due;
  const destination = settings.notifications.destinations[name];
  if (destination === undefined) throw new Error(`There is no destination ${name}.`);
  if ("email" in destination) return publisher.mail(name, mail(fact, due, settings));
  if ("chat" in destination) return publisher.chat(name, chat(fact, due, settings));
  const json = machineText(fact, due, settings);
  return "sqs" in destination ? publisher.queue(name, json) : publisher.post(destination, { id: messageId(due), json });
}
