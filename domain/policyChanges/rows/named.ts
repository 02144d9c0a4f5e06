import type { CallSeen, Fields } from "../callSeen";
import { textOf } from "../callSeen";
import type { Named } from "../row";

/** The ARN of something in the event's account and Region. */
export function arnHere({ partition, region, account }: CallSeen, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** The resource that one parameter names, by its ARN, or by the name that its ARN is made of. */
export function byParameter(parameter: string, arn: (call: CallSeen, name: string) => string): (call: CallSeen) => Named {
  return (call) => {
    const given = textOf(call.parameters, parameter);
    if (given === undefined) return { missing: `requestParameters.${parameter}` };
    return { arn: given.startsWith("arn:") ? given : arn(call, given) };
  };
}

/** What an answer calls its ARN. */
export function byAnswer(fields: Fields, path: string, ...names: string[]): Named {
  const arn = textOf(fields, ...names);
  return arn === undefined ? { missing: `responseElements.${path}` } : { arn };
}

/** Reads the resource only where the call sets a policy. */
export function where(setsPolicy: (call: CallSeen) => boolean, read: (call: CallSeen) => Named): (call: CallSeen) => Named {
  return (call) => (setsPolicy(call) ? read(call) : { unchanged: "the call sets no policy" });
}
