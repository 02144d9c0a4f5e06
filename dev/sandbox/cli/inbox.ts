import type { InboxMessage } from "../world/inbox";

/**
 * What a sandbox that runs has sent to people and to servers outside, as text. Links lead to the sandbox, so that they can be opened.
 *
 * @param url of the sandbox, as AWS_ENDPOINT_URL has it.
 *
 * @throws Error for an address at which no sandbox answers
 */
export async function readInbox(url: string): Promise<string> {
  const answer = await fetch(`${url}/_sandbox/inbox`).catch((error: unknown) => {
    throw new Error(`No sandbox answers at ${url}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!answer.ok) throw new Error(`${url} is no sandbox: it answers ${answer.status}`);
  const messages = (await answer.json()) as InboxMessage[]; // The control plane prints it; a time is text there
  return messages.length === 0 ? "Nothing was sent.\n" : messages.map((message) => printed(message, url)).join("\n");
}

function printed({ time, kind, to, from, subject, body, links }: InboxMessage, url: string): string {
  const here = (link: string) => `${url}/${new URL(link).search}`;
  const lines = [
    `${String(time)}  ${kind} to ${to}`,
    `From: ${from}`,
    ...(subject === "" ? [] : [`Subject: ${subject}`]),
    ...["", body.trimEnd(), ""],
    ...Object.entries(links).map(([what, link]) => `To ${what}: curl '${here(link)}'`),
  ];
  return `${lines.join("\n")}\n`;
}
