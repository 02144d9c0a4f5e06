/** Condition keys of the tags that a request brings. */
export function requestTags(tags: readonly { Key: string; Value: string }[] = []): Record<string, string | string[]> {
  if (tags.length === 0) return {};
  const values = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]);
  return { ...Object.fromEntries(values), "aws:TagKeys": tags.map(({ Key }) => Key) };
}
