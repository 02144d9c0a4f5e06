import { AwsError } from "../../service";

/** Refuses members that an operation has and the sandbox would forget. @throws AwsError that names the first one */
export function only(input: object, known: readonly string[]): void {
  const other = Object.entries(input).find(([name, value]) => value !== undefined && !known.includes(name));
  if (other) throw new AwsError("NotImplemented", `The sandbox organization does not implement ${other[0]} of this operation.`);
}
