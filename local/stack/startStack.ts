import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { openCredentials } from '../auth/openCredentials.ts';
import { buildConsole } from '../console/buildConsole.ts';
import { createConsole } from '../console/createConsole.ts';
import { policyHeaders } from '../console/policyHeaders.ts';
import { createCustomResources } from '../customresources/createCustomResources.ts';
import { createEvents } from '../events/createEvents.ts';
import { readRules } from '../events/readRules.ts';
import { createFaults } from '../faults/createFaults.ts';
import { openFront } from '../front/openFront.ts';
import { createGateway } from '../gateway/createGateway.ts';
import { asksForSignature } from '../httpapi/asksForSignature.ts';
import { createHttpApi } from '../httpapi/createHttpApi.ts';
import { type HttpApiDefinition, readRoutes } from '../httpapi/readRoutes.ts';
import { openIot } from '../iot/openIot.ts';
import { openSignIn } from '../issuer/openSignIn.ts';
import { isKvsPath, isSessionPath } from '../kvs/kvsPaths.ts';
import { createLambdaApi } from '../lambda/createLambdaApi.ts';
import { createLambdaHost } from '../lambda/createLambdaHost.ts';
import { lambdaFunction } from '../lambda/lambdaFunction.ts';
import { createLogSink } from '../lambda/logSink.ts';
import { createMediaConvert } from '../mediaconvert/createMediaConvert.ts';
import { createMeter } from '../meter/createMeter.ts';
import { createRekognition } from '../rekognition/createRekognition.ts';
import { createSchedules } from '../schedule/createSchedules.ts';
import { readSchedules } from '../schedule/readSchedules.ts';
import { createSecrets } from '../secrets/createSecrets.ts';
import { createSns } from '../sns/createSns.ts';
import { readSubscriptions } from '../sns/readSubscriptions.ts';
import { createStates } from '../states/createStates.ts';
import { evaluateTemplate } from '../template/evaluateTemplate.ts';
import { packageService } from '../template/packageService.ts';
import { Closers } from './Closers.ts';
import { createControl } from './createControl.ts';
import { archiveSchedule, createFirstRun } from './createFirstRun.ts';
import { createServiceTasks } from './createServiceTasks.ts';
import { createStatesS3 } from './createStatesS3.ts';
import { createTargets } from './createTargets.ts';
import { createUploaders } from './createUploaders.ts';
import { defineStateMachines } from './defineStateMachines.ts';
import { type EnforcedRoles, enforceRoles } from './enforceRoles.ts';
import { functionEnvironment } from './functionEnvironment.ts';
import { openDataFolder } from './openDataFolder.ts';
import { openStores } from './openStores.ts';
import type { Stack, StackOptions } from './Stack.ts';
import type { StackEvent } from './StackEvent.ts';
import { serviceCredentials } from './serviceCredentials.ts';
import { sweepLifecycleForEver } from './sweepLifecycleForEver.ts';

export type { Stack, StackOptions };

export const LOCAL_ACCOUNT_ID = '000000000000';
/** Outputs of the framework about things that do not exist here. */
const DROPPED_OUTPUTS = /^(ServerlessDeploymentBucketName|.*LambdaFunctionQualifiedArn|Jwt(Issuer|Audience))$/;

/**
 * A device finds the credentials provider again after a restart where the stack itself has a port of its own: so far
 * above it that stacks on ports next to each other do not meet.
 */
const IOT_PORT_ABOVE = 10_000;
const iotPortOf = (port: number): number => (port === 0 || port + IOT_PORT_ABOVE > 65_535 ? 0 : port + IOT_PORT_ABOVE);

/** The address that clients are told: an address to listen on everywhere is none to call. */
function addressOf(host: string, port: number): string {
  const callable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${callable.includes(':') ? `[${callable}]` : callable}:${port}`;
}

/**
 * Starts the embedded stack: packages the service, makes what its template declares, and answers on one port.
 * @throws ArchiverError InvalidInput for whatever the caller can put right (port, data folder, serverless.yml); nothing
 * is left open or running then
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closers = new Closers();
  try {
    return await start(options, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function start(options: StackOptions, closers: Closers): Promise<Stack> {
  const { system, root, stage = 'local', host = '127.0.0.1' } = options;
  const accountId = LOCAL_ACCOUNT_ID;
  const region = options.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1';
  const tell = (event: StackEvent): void => options.onEvent?.(event);
  const fail = (where: string, error: unknown): void =>
    tell({ type: 'failure', where, message: error instanceof Error ? error.message : String(error), error });

  // The port first: it is the likeliest to be wrong, and nothing has been touched yet.
  let api: HttpApiDefinition | undefined;
  let credentials: Awaited<ReturnType<typeof openCredentials>> | undefined;
  let roles: EnforcedRoles | undefined;
  const faults = createFaults({
    system,
    functions: () => lambda.functions.map(({ name }) => name),
    expire: (beforeServerMs) => kvs.expire(beforeServerMs),
  });
  const meter = createMeter({
    clock: system.clock,
    principalOf: (id) => credentials?.find(id)?.principal,
    functions: () => lambda.functions,
  });
  const gateway = createGateway({
    system,
    isKvsPath,
    auth: options.auth === true ? { find: (id) => credentials?.find(id) } : undefined,
    recognise: (token) => credentials?.recognise(token),
    isOpen: (name, method, path) =>
      name === 'http-api'
        ? !asksForSignature(api?.routes ?? [], method, path)
        : name === 'front' || (name === 'kvs' && method !== 'POST' && isSessionPath(path)),
    intercept: async (...call) => {
      meter.onRequest(...call);
      return (await options.intercept?.(...call)) === 'answered' ? 'answered' : faults.intercept(...call);
    },
    gatekeeper: () => roles?.gatekeeper,
    onFault: (service, error) => fail(service, error),
  });
  const url = addressOf(host, await gateway.listen(options.port, host));
  closers.add(() => gateway.close());
  const folder = await openDataFolder(options.dataDir, system);
  closers.add(() => folder.release());
  credentials = await openCredentials(options.dataDir, system);
  const { find, ofFunction, ofRole } = credentials;

  options.onProgress?.('packaging');
  const cacheDir = options.cacheDir ?? join(root, 'node_modules', '.cache', 'kvs-archiver');
  const service = await packageService({ root, stage, cacheDir, params: options.params ?? {}, system });
  const template = evaluateTemplate(service.template, {
    stackName: `kvs-archiver-${stage}`,
    region,
    accountId,
    endpoint: url,
  });
  const ofType = (type: string) => template.resources.filter((resource) => resource.type === type);
  const kept = Object.entries(template.outputs).filter(([name]) => !DROPPED_OUTPUTS.test(name));
  const iot = await openIot({
    dir: folder.iot,
    template,
    port: iotPortOf(options.port),
    credentials,
    system,
    onFault: (error) => fail('credentials provider', error),
  });
  closers.add(() => iot.close());
  const declared = readRoutes(template);
  const signIn =
    options.auth === true && declared !== undefined
      ? await openSignIn({ dir: folder.issuer, url, api: declared, system })
      : undefined;
  const outputs: Readonly<Record<string, string>> = {
    ...Object.fromEntries(kept),
    ...signIn?.outputs,
    ConsoleUrl: `${url}/console/`,
    IotCredentialsEndpoint: iot.endpoint,
    Endpoint: url,
    Region: region,
    AccountId: accountId,
  };

  options.onProgress?.('opening');
  const logs = createLogSink(folder.logs);
  closers.add(() => logs.close());
  const lambda = createLambdaHost({
    functions: ofType('AWS::Lambda::Function').map((resource) => lambdaFunction(resource, service.bundleDir)),
    system,
    logs: {
      ...logs,
      write(name, text) {
        meter.onLog(name, text);
        return logs.write(name, text);
      },
    },
    environmentOf: (fn) =>
      functionEnvironment(fn, {
        region,
        endpoint: url,
        credential: ofFunction(fn.name),
        temporary: folder.temporary,
        issuer: signIn?.outputs.JwtIssuer,
      }),
    onInvocation(invocation) {
      const ended = [meter.onInvocation(invocation), faults.onInvocation(invocation)];
      return () => {
        for (const end of ended) end();
      };
    },
  });

  roles = enforceRoles(template, lambda.functions, { region, accountId, find });
  const { permissions, authorizeKvs, authorizeMachine, mayKnowAbsence } = roles;

  const sns = createSns({
    ...readSubscriptions(template),
    lambda,
    system,
    onFailure: (subscription, error) => fail(`subscription of ${subscription.functionArn}`, error),
  });
  closers.add(() => sns.close());
  const invokeTarget = createTargets({
    lambda,
    publish: (topicArn, message) => sns.publish({ topicArn, message }),
    startExecution: (stateMachineArn, input) => states.startExecution({ stateMachineArn, input }),
  });
  const events = createEvents({
    rules: readRules(template),
    system,
    region,
    accountId,
    invokeTarget,
    onFailure: (rule, error) => fail(`rule ${rule.name}`, error),
    deliveriesOf: faults.deliveriesOf,
  });
  closers.add(() => events.close());

  const schedules = createSchedules({
    schedules: readSchedules(template),
    system,
    invokeTarget,
    onFailure: (schedule, error) => fail(`schedule ${schedule.name}`, error),
  });
  const archive = archiveSchedule(schedules.schedules, outputs.ArchiveStateMachineArn);
  const firstRun = createFirstRun(system, async () => {
    if (archive !== undefined) await schedules.run(archive.name);
  });

  const uploaders = createUploaders({ endpoint: url, region, find });
  closers.add(async () => uploaders.close());
  const place = { system, region, accountId };
  const concealed = new WeakSet<IncomingMessage>();
  const { dynamodb, s3, kvs } = await openStores(template, folder, closers, {
    ...place,
    endpoint: url,
    settings: { quotas: options.quotas ?? 'default', ...options.kvs },
    onUnits: meter.onUnits,
    onS3Event(event) {
      meter.onBucketEvent(event.detail.bucket.name);
      if (event['detail-type'] === 'Object Created') {
        const { bucket, object } = event.detail;
        tell({ type: 'object-created', bucket: bucket.name, key: object.key, bytes: object.size ?? 0 });
      }
      events.deliver(event);
    },
    onFragmentPersisted(fragment) {
      firstRun.fragmentPersisted();
      tell({ type: 'fragment-persisted', fragment });
    },
    onFailure: fail,
    authorize: authorizeKvs,
    uploaderOf: uploaders.uploaderOf,
    mayKnowAbsence: (request) => !concealed.has(request) && mayKnowAbsence(request),
  });
  const sweeping = sweepLifecycleForEver(s3, system, (error) => fail('s3', error));
  closers.add(() => sweeping.close());

  // Workers end before the services that they call.
  closers.add(() => lambda.close());
  const statesS3 = createStatesS3({ endpoint: url, region, credentialOf: ofRole });
  closers.add(async () => statesS3.close());
  const states = await createStates({
    ...place,
    dataDir: folder.states,
    invokeLambda: (name, payload, { signal }) => lambda.invoke(name, payload, { signal }),
    taskRunner: createServiceTasks({ callDynamoDb: dynamodb.call, events, publish: sns.publish }),
    s3: statesS3,
    authorize: authorizeMachine,
    onExecutionEvent: (execution) => tell({ type: 'execution-changed', execution }),
    onHistoryEvent: meter.onHistoryEvent,
  });
  closers.add(() => states.close());
  defineStateMachines(template, states);

  const rekognition = createRekognition({
    system,
    endpoint: url,
    region,
    findCredential: find,
    quotas: options.quotas ?? 'default',
    onFailure: (error) => fail('rekognition', error),
  });
  closers.add(() => rekognition.close());
  const mediaconvert = await createMediaConvert({
    ...place,
    dataDir: folder.mediaconvert,
    endpoint: url,
    credentialOf: serviceCredentials(template, 'mediaconvert.amazonaws.com', ofRole),
    emit: events.deliver,
    onFailure: (error) => fail('mediaconvert', error),
  });
  closers.add(() => mediaconvert.close());

  api = signIn?.api ?? declared;
  const httpApi =
    api === undefined
      ? undefined
      : createHttpApi({
          ...place,
          definition: api,
          lambda,
          keyOf: signIn?.keyOf,
          arnOf: roles.arnOf,
          isLimited: () => kvs.settings().quotas === 'aws',
        });
  const customResources = createCustomResources({
    template,
    lambda,
    file: folder.customResources,
    endpoint: url,
    stackId: `arn:aws:cloudformation:${region}:${accountId}:stack/kvs-archiver-${stage}/local`,
    system,
  });
  // As it stands by now: what its own functions make is filled in when they have made it.
  let whole = template;
  const buckets = { s3, concealAbsence: (request: IncomingMessage) => void concealed.add(request) };
  const fronted = openFront(() => whole, httpApi, { ...place, lambda, buckets });
  const services = {
    kvs,
    dynamodb,
    sfn: states,
    events,
    sns,
    secretsmanager: await createSecrets({ template, dataDir: folder.secrets, system }),
    rekognition,
    mediaconvert,
    lambda: createLambdaApi(lambda),
    console: createConsole({
      build: () => buildConsole(root, cacheDir),
      headers: policyHeaders(
        template.resources.find(({ logicalId }) => logicalId === 'ConsoleHeaders')?.properties ?? {},
      ),
      onFailure: (error) => fail('console', error),
    }),
    ...fronted,
    s3,
  };
  const control = createControl({
    outputs,
    kvs,
    schedules,
    faults,
    meter,
    permissions,
    things: iot.control,
    signIn: signIn?.control,
    customResources,
    services: Object.entries(services).flatMap(([name, each]) => (each === undefined ? [] : [name])),
  });
  gateway.serve({ ...services, control });
  whole = await customResources.make();
  // Closed in the opposite order: the door first, without waiting for those inside, then what starts new work.
  closers.add(() => schedules.close());
  closers.add(() => firstRun.close());
  closers.add(async () => void gateway.close());
  schedules.start();
  options.onProgress?.('ready');
  return {
    url,
    region,
    accountId,
    outputs,
    credentialsPath: credentials.path,
    passwordPath: signIn?.passwordPath,
    logsDir: folder.logs,
    unknownTypes: template.unknownTypes,
    close: () => closers.closeAll(),
  };
}
