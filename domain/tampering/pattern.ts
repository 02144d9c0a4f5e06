import { watchedServices } from "./watchedCalls";

/** Of events that CloudTrail made of a call. */
export const callDetailType = "AWS API Call via CloudTrail";

/**
 * The pattern of EventBridge for every watched call. It says nothing of who called and of what: names are elsewhere in each service's events, and
 * a pattern holds 2,048 characters.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function tamperingPattern(): object {
  const names = watchedServices.flatMap(({ calls, isDated }) =>
    Object.values(calls)
      .flat()
      .map((name) => (isDated ? { prefix: name } : name)),
  );
  const isText = (name: string | object): name is string => typeof name === "string";
  return {
    source: watchedServices.map(({ source }) => source),
    "detail-type": [callDetailType],
    detail: { eventName: [...new Set(names.filter(isText)), ...names.filter((name) => !isText(name))] },
  };
}
