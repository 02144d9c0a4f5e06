import type { StoreKey, World } from "./world";

/** A message that would leave the organization: what a person, or a machine of somebody else's, would get. */
export interface InboxMessage {
  time: Date;
  kind: "email" | "http" | "https";
  /** An address, or a URL. */
  to: string;
  /** The topic's ARN. */
  from: string;
  subject: string;
  /** The text of a mail, or what is posted. */
  body: string;
  /** What a mail offers to click on. */
  links: { confirm?: string; unsubscribe?: string };
  /** The same to a program: ConfirmSubscription takes it. */
  token?: string;
}

const key: StoreKey<InboxMessage[]> = { name: "inbox", create: () => [] };

/** Everything that was sent, oldest first. */
export function inboxOf(world: World): readonly InboxMessage[] {
  return world.store(key);
}

export function putInInbox(world: World, message: Omit<InboxMessage, "time">): void {
  world.store(key).push({ time: world.clock.now(), ...message });
}
