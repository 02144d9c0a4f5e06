import type { Call } from "./service";

/** What services call the token and the size of a page. */
export interface PageRequest {
  NextToken?: string;
  nextToken?: string;
  Marker?: string;
  MaxResults?: number;
  maxResults?: number;
  MaxItems?: number;
}

export interface PageOptions {
  /** Answers an empty page with a token after the first page, as AWS Organizations says its lists may. */
  emptyPages?: boolean;
  /** Thrown for a token that this list never gave. */
  badToken: () => Error;
}

/**
 * One page of a list, and the token of the next one.
 *
 * @throws what `badToken` makes, for a token that is not one of ours.
 */
export function page<T>({ world }: Call, request: PageRequest, items: readonly T[], options: PageOptions) {
  const given = request.NextToken ?? request.nextToken ?? request.Marker;
  const { offset, skipped } = given ? readToken(given, options) : { offset: 0, skipped: false };
  if (options.emptyPages && offset > 0 && !skipped) return { items: [], nextToken: token(offset, true) };
  const { pageSize } = world.settings;
  const asked = request.MaxResults ?? request.maxResults ?? request.MaxItems ?? pageSize;
  const end = offset + Math.max(1, Math.min(asked, pageSize));
  return { items: items.slice(offset, end), nextToken: end < items.length ? token(end, offset > 0) : undefined };
}

function token(offset: number, skipped: boolean): string {
  return Buffer.from(`page:${offset}:${skipped ? 1 : 0}`).toString("base64url");
}

function readToken(text: string, options: PageOptions): { offset: number; skipped: boolean } {
  const match = /^page:(\d+):([01])$/.exec(Buffer.from(text, "base64url").toString("utf8"));
  if (!match) throw options.badToken();
  return { offset: Number(match[1]), skipped: match[2] === "1" };
}
