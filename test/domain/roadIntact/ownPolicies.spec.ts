import assert from "node:assert/strict";
import { findingsRoad, roadPlace } from "../../../domain/findings/road";
import * as policies from "../../../domain/policies/findingsRoad/resourcePolicies";
import { policiesWithin } from "../../../domain/roadIntact/policies";
import { roadParts } from "../../../domain/roadIntact/parts";
import { configuration } from "../../support/organization";
import { organization as organizationId, part } from "../../support/roadResources";

describe("Policies that a findings road is deployed with", () => {
  const config = configuration();
  const road = findingsRoad(roadPlace(config));
  const queue = (name: string, policy: object, inputs = {}) =>
    part("aws:sqs/queue:Queue", name, { name, sqsManagedSseEnabled: true, policy: JSON.stringify(policy), ...inputs });
  const redrive = (deadLetterTargetArn: string) => ({ redrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 }) });
  const topic = (name: string, policy: object) => part("aws:sns/topic:Topic", name, { name, policy: JSON.stringify(policy) });
  const key = (name: string, policy: object) => part("aws:kms/key:Key", name, { policy: JSON.stringify(policy) });
  const ours = [
    part("aws:cloudwatch/eventBus:EventBus", "bus", { name: road.bus.name }),
    part("aws:cloudwatch/eventBusPolicy:EventBusPolicy", "busPolicy", {
      eventBusName: road.bus.name,
      policy: JSON.stringify(policies.busPolicy(config, organizationId)),
    }),
    queue(road.intake.name, policies.intakePolicy(config), redrive(road.intakeDeadLetters.arn)),
    queue(road.intakeDeadLetters.name, policies.queueDeadLettersPolicy(road.intakeDeadLetters.arn)),
    queue(road.sweep.name, policies.sweepPolicy(config), redrive(road.sweepDeadLetters.arn)),
    queue(road.sweepDeadLetters.name, policies.queueDeadLettersPolicy(road.sweepDeadLetters.arn)),
    queue(
      road.deadLetters(config.organization.homeRegion).name,
      policies.ruleDeadLettersPolicy(config, config.organization.homeRegion, organizationId, []),
    ),
    topic(road.notifications.name, policies.topicPolicy(config, road.notifications.arn, ["arn:aws:sqs:eu-central-1:999999999999:soc"])),
    topic(road.alarms.name, policies.alarmsTopicPolicy(config)),
    key("findings", policies.findingsKeyPolicy(config)),
    key("alarms", policies.alarmsKeyPolicy(config)),
  ];
  const { delegatedAdministrator: account, management } = config.organization;
  const owner = { account, management, organization: organizationId };

  it("let in nobody beyond their limit", () => {
    assert.deepEqual(policiesWithin(roadParts(ours), owner), []);
  });

  it("are those of this organization", () => {
    const said = policiesWithin(roadParts(ours), { ...owner, organization: "o-anotherorg1" });
    assert.deepEqual(
      said.map(({ message }) => message),
      [
        "busPolicy of bus: statement 1 (ForwardersByRule) lets in role access-analyzer-org-forwarder of any account without asking for this organization in aws:PrincipalOrgID.",
      ],
    );
  });
});
