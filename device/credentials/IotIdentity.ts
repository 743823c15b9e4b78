/** Who a device is to AWS IoT's credentials provider, and where that answers. */
export interface IotIdentity {
  /** Host, with a port where it is not 443: `c1abc.credentials.iot.eu-west-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly roleAlias: string;
  /** Sent as `x-amzn-iot-thingname`: the role's policy variables come from it. */
  readonly thingName: string;
  /** PEM. */
  readonly certificate: string;
  /** PEM. Never to be logged. */
  readonly privateKey: string;
  /** PEM: who signed the endpoint's certificate. Node's own list of authorities where not given; AWS's are in it. */
  readonly authority?: string;
}
