import { AwsError, type Call } from "../../service";
import { page } from "../../paging";

export interface MarkedRequest {
  Marker?: string | undefined;
  MaxItems?: number | undefined;
}

/** One page, with IAM's names for what pages have. @throws ValidationError for a marker that was never given. */
export function markedPage<T>(items: readonly T[], { Marker, MaxItems }: MarkedRequest, { world }: Call) {
  const { items: onPage, nextToken } = page(
    items,
    { nextToken: Marker, maxResults: MaxItems },
    {
      pageSize: world.settings.pageSize,
      badToken: () => new AwsError("ValidationError", `Invalid Marker: ${Marker}`),
    },
  );
  return { items: onPage, marked: { IsTruncated: nextToken !== undefined, Marker: nextToken } };
}
