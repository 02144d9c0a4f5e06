import { service as accessanalyzer } from "./accessanalyzer";
import { service as account } from "./account";
import { service as cloudformation } from "./cloudformation";
import { service as cloudwatch } from "./cloudwatch";
import { service as dynamodb } from "./dynamodb";
import { service as ec2 } from "./ec2";
import { service as events } from "./events";
import { service as iam } from "./iam";
import { service as kms } from "./kms";
import { service as lambda } from "./lambda";
import { service as logs } from "./logs";
import { service as organizations } from "./organizations";
import type { Service } from "../service";
import { service as scheduler } from "./scheduler";
import { storingServices } from "./storing";
import { service as sns } from "./sns";
import { service as sqs } from "./sqs";
import { service as sts } from "./sts";

/** Every service of the sandbox. A new one is a folder beside this file and a line here. */
export const services: readonly Service[] = [
  accessanalyzer,
  account,
  cloudformation,
  cloudwatch,
  dynamodb,
  ec2,
  events,
  iam,
  kms,
  lambda,
  logs,
  organizations,
  scheduler,
  sns,
  sqs,
  sts,
  ...storingServices,
];
