/** The parts of a CloudFormation template that the embedded stack reads. */

/** A value as the template writes it: plain, or with intrinsic functions inside. */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue };

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: { readonly [key: string]: TemplateValue };
  readonly Condition?: string;
}

export interface CloudFormationTemplate {
  readonly Parameters?: { readonly [name: string]: { readonly Default?: TemplateValue; readonly Type?: string } };
  readonly Mappings?: {
    readonly [map: string]: { readonly [top: string]: { readonly [second: string]: TemplateValue } };
  };
  readonly Conditions?: { readonly [name: string]: TemplateValue };
  readonly Resources: { readonly [logicalId: string]: TemplateResource };
  readonly Outputs?: {
    readonly [name: string]: { readonly Value: TemplateValue; readonly Condition?: string };
  };
}
