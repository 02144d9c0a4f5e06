/** SNS suspends a mailbox that gets more than ten mails a second, and deletes it after 48 hours. One a second is far from it. */
const interval = 1000;

/** What is stored of a mailbox: until when the last mail counts. */
export interface MailLimit {
  busyUntil: string;
}

/** The right to send one mail now. Store what it gives under the condition that what was read still stands; undefined: wait for the digest. */
export function takeMail(stored: MailLimit | undefined, now: Date): MailLimit | undefined {
  if (stored !== undefined && Date.parse(stored.busyUntil) > now.getTime()) return undefined;
  return { busyUntil: new Date(now.getTime() + interval).toISOString() };
}
