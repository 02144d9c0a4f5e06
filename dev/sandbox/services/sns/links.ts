import { AwsError } from "../../service";
import type { Reply, Request } from "../../wire/protocol";
import { escapeXml } from "../../wire/xml";
import type { World } from "../../world/world";
import { confirm, removeSubscription, subscriptionAt } from "./subscriptions";

/**
 * Somebody opens a link of a mail or of a posted message: the two requests that SNS answers without a signature.
 *
 * @returns nothing for any other request
 */
export function answerLink({ method, url, headers }: Request, world: World): Reply | undefined {
  const action = url.searchParams.get("Action");
  if (method !== "GET" || headers["authorization"] !== undefined || url.searchParams.has("X-Amz-Signature")) return undefined;
  if (action !== "ConfirmSubscription" && action !== "Unsubscribe") return undefined;
  const parameter = (name: string) => url.searchParams.get(name) ?? "";
  try {
    if (action === "Unsubscribe") {
      const subscription = subscriptionAt(world, parameter("SubscriptionArn"));
      if (subscription.isAuthenticated) throw new AwsError("AuthorizationError", "This subscription can be ended by a signed request only");
      removeSubscription(world, subscription);
      return xml(200, "<UnsubscribeResponse/>");
    }
    const { arn } = confirm(world, parameter("TopicArn"), parameter("Token"), { authenticated: false });
    const result = `<ConfirmSubscriptionResult><SubscriptionArn>${escapeXml(arn)}</SubscriptionArn></ConfirmSubscriptionResult>`;
    return xml(200, `<ConfirmSubscriptionResponse>${result}</ConfirmSubscriptionResponse>`);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const detail = `<Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message>`;
    return xml(error.code === "AuthorizationError" ? 403 : 400, `<ErrorResponse><Error>${detail}</Error></ErrorResponse>`);
  }
}

function xml(status: number, body: string): Reply {
  return { status, headers: { "content-type": "text/xml" }, body };
}
