/** A subject that SNS takes: fewer than 100 printable ASCII characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function asSubject(line: string): string {
  const ascii = line.replace(/[^\x20-\x7e]/g, "?").replace(/ +/g, " ");
  return ascii.length < 100 ? ascii : `${ascii.slice(0, 96)}...`;
}
