import { delegatedAdministrator } from "./organization";

/** The findings road, with a destination of each kind. */
export const notifying = `notifications:
  destinations:
    soc: { sqs: "arn:aws:sqs:eu-central-1:${delegatedAdministrator}:soc" }
    abroad: { sqs: "arn:aws:sqs:eu-central-1:666666666666:soc" }
    us: { email: security@example.com }
    pager: { https: "ssm:/security/pager-url", secret: "ssm:/security/pager" }
    room: { chat: true }
  default: [soc]
  alarms: [us, room]`;
