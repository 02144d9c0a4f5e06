import type { ActingService } from "../../../iam/deliveringPrincipal";
import type { Bus, Rule, RuleTarget } from "../buses";
import type { Event } from "../event";

/** An event on its way from a rule to one target. */
export interface Delivery {
  rule: Rule;
  target: RuleTarget;
  event: Event;
  /** It has come from another bus: it goes to no third one. */
  hasHopped: boolean;
  /** Lets it come to another bus. */
  arrive(bus: Bus): void;
}

/** Who EventBridge is to a resource's policy when it acts for a rule. */
export function eventBridge({ arn, bus }: Rule): ActingService {
  return { service: "events.amazonaws.com", sourceArn: arn, sourceAccount: bus.account };
}
