/** Something that happened before the camera: the fragment that is open then is marked with it. */
export interface DeviceEvent {
  /** The service makes an image of the fragment, where the stream is set up for images. */
  readonly image?: boolean;
  /** Put before the image's name; only with `image`. */
  readonly imagePrefix?: string;
  /** The service announces the fragment by SNS, where the stream is set up for notifications. */
  readonly notify?: boolean;
  /** Own words about it, by name. They become the image's metadata and the notification's payload. */
  readonly metadata?: Readonly<Record<string, string>>;
}
