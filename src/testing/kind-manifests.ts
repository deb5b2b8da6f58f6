// A right manifest of every kind of Chaos Mesh, as short as it can be.

const pods = "mode: all, selector: { namespaces: [chain] }";
const kill = `action: pod-kill, ${pods}`;
const check = 'type: HTTP, http: { url: "http://rpc-0:8545/", criteria: { statusCode: "200-299" } }';

const specs: Readonly<Record<string, string>> = {
  PodChaos: kill,
  NetworkChaos: `action: delay, ${pods}, delay: { latency: 50ms, jitter: 10ms }, duration: 10s`,
  StressChaos: `${pods}, stressors: { cpu: { workers: 1 }, memory: { workers: 1, size: "50%" } }, duration: 10s`,
  TimeChaos: `${pods}, timeOffset: "-10m", duration: 10s`,
  HTTPChaos: `${pods}, target: Response, port: 8545, replace: { code: 503, body: aGk= }, duration: 10s`,
  DNSChaos: `action: random, ${pods}, patterns: ["chaos-mesh.*"], duration: 10s`,
  IOChaos: `action: fault, ${pods}, volumePath: /data, errno: 5, duration: 10s`,
  JVMChaos: `action: gc, ${pods}, duration: 10s`,
  KernelChaos: `${pods}, failKernRequest: { failtype: 0, callchain: [{ funcname: __x64_sys_mount }] }, duration: 10s`,
  BlockChaos: `action: delay, ${pods}, volumeName: data, delay: { latency: 1s }, duration: 10s`,
  AWSChaos: "action: ec2-stop, awsRegion: eu-north-1, ec2Instance: i-1, duration: 10s",
  AzureChaos: "action: vm-stop, subscriptionID: a, resourceGroupName: b, vmName: c, duration: 10s",
  GCPChaos: "action: disk-loss, project: a, zone: b, instance: c, deviceNames: [d], duration: 10s",
  PhysicalMachineChaos:
    'action: clock, mode: all, address: ["10.0.0.7"], clock: { pid: 1, time-offset: 1m }, duration: 10s',
  PhysicalMachine: "address: http://10.0.0.7:31767",
  RemoteCluster: "namespace: chaos, version: 2.8.3, kubeConfig: { secretRef: { name: a, namespace: b, key: c } }",
  StatusCheck: check,
  Schedule: `schedule: "@every 10s", type: PodChaos, podChaos: { ${kill} }`,
  Workflow: `entry: all, templates: [{ name: all, templateType: Serial, children: [ready, wait, kill] }, { name: ready, templateType: StatusCheck, deadline: 30s, statusCheck: { ${check} } }, { name: wait, templateType: Suspend, deadline: 5s }, { name: kill, templateType: PodChaos, deadline: 10s, podChaos: { ${kill} } }]`,
  PodNetworkChaos: "tcs: []",
  PodIOChaos: "volumeMountPath: /data",
  PodHttpChaos: "rules: []",
  WorkflowNode: "templateName: all, workflowName: a, type: Suspend, startTime: null",
};

/** By kind. */
export const kindManifests: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(specs).map(([kind, spec]) => [
    kind,
    `apiVersion: chaos-mesh.org/v1alpha1\nkind: ${kind}\nmetadata: { name: sample, namespace: chain }\nspec: { ${spec} }\n`,
  ]),
);
