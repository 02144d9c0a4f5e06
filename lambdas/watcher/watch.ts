import { tamperingMessage, type TamperingMessage } from "../../domain/tampering/message";
import { tamperingIn, type Ours } from "../../domain/tampering/tampering";
import type { Telemetry } from "../telemetry";

export interface Watching extends Pick<Telemetry, "log" | "measure"> {
  ours: Ours;
  nameOf(account: string): string | undefined;
  /** To the topic of alarms. */
  publish(message: TamperingMessage): Promise<void>;
}

/**
 * Tells of a call that tampers with what finds and tells, but for calls on the watch itself: those the findings road tells, which uses nothing
 * of it. Nothing is remembered: an event that is delivered twice may be told twice, with the same id.
 */
export async function watch(body: string, { ours, nameOf, publish, log, measure }: Watching): Promise<void> {
  const tampering = tamperingIn(JSON.parse(body), ours);
  if (tampering === undefined || tampering.concernsTheWatch) return;
  const message = tamperingMessage(tampering, nameOf(tampering.account));
  await publish(message);
  log.info("told", { ...message.event });
  measure("TamperingTold", 1);
}
