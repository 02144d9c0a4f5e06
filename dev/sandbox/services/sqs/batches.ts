import { AwsError } from "../../service";

/**
 * Does each entry of a batch by itself: what fails is told beside what went well.
 *
 * @param size of all entries together, in bytes.
 * @param largest that it may be.
 *
 * @throws AwsError for a batch that is refused as a whole
 */
export function batched<Entry extends { Id?: string }, Result>(
  entries: readonly Entry[],
  perform: (entry: Entry) => Result,
  size = 0,
  largest = 1_048_576,
) {
  const ids = entries.map(({ Id = "" }) => Id);
  if (ids.length === 0) throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (ids.length > 10) throw new AwsError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.");
  if (new Set(ids).size < ids.length) throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries have the same Id.");
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id)))
    throw new AwsError("InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores.");
  if (size > largest) throw new AwsError("BatchRequestTooLong", `Batch requests cannot be longer than ${largest} bytes.`);

  const Successful: (Result & { Id: string })[] = [];
  const Failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[] = [];
  for (const entry of entries) {
    const { Id = "" } = entry;
    try {
      Successful.push({ Id, ...perform(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}
