import { ArchiverError } from '../../core/errors.ts';

export interface AwsEnrolment {
  readonly thing: string;
  /** The folder for key, certificate and configuration. */
  readonly out: string;
  readonly region: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** For a POSIX shell: whatever stands in it, it is one word. */
const quoted = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`;

/**
 * A shell script that enrols a device in AWS by documented commands of the AWS CLI, and writes the folder that the device
 * needs. The key is made by AWS IoT and is seen once: here.
 *
 * @throws ArchiverError `InvalidInput` for a stack of before there were devices
 */
export function enrolByAwsCli({ thing, out, region, outputs }: AwsEnrolment): string {
  const { DeviceRoleAlias, DevicePolicyName, ApiUrl } = outputs;
  if (DeviceRoleAlias === undefined || DevicePolicyName === undefined) {
    throw new ArchiverError('InvalidInput', 'the stack knows no devices yet: deploy it again, with this version');
  }
  const config = {
    endpoint: '$endpoint',
    certificate: 'device.pem',
    key: 'device.key',
    roleAlias: DeviceRoleAlias,
    thing,
    region,
    ...(ApiUrl === undefined ? {} : { apiUrl: ApiUrl }),
  };
  return `#!/bin/sh
# Enrols the device ${thing} in ${region}.
set -eu
umask 077
export AWS_REGION=${quoted(region)}
thing=${quoted(thing)}
dir=${quoted(out)}
mkdir -p "$dir"
if [ -e "$dir/device.key" ]; then echo "$dir/device.key is there already" >&2; exit 1; fi
aws iot create-thing --thing-name "$thing"
certificate=$(aws iot create-keys-and-certificate --set-as-active \\
  --certificate-pem-outfile "$dir/device.pem" --private-key-outfile "$dir/device.key" \\
  --query certificateArn --output text)
aws iot attach-thing-principal --thing-name "$thing" --principal "$certificate"
aws iot attach-policy --policy-name ${quoted(DevicePolicyName)} --target "$certificate"
endpoint=$(aws iot describe-endpoint --endpoint-type iot:CredentialProvider --query endpointAddress --output text)
cat > "$dir/device.json" <<END
${JSON.stringify(config, undefined, 2)}
END
aws kinesisvideo describe-stream --stream-name "$thing" > /dev/null 2>&1 ||
  aws kinesisvideo create-stream --stream-name "$thing" --data-retention-in-hours 24
`;
}
