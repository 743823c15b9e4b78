/**
 * Every word of the console, by view. Another language is another object of this shape (`Text`); numbers, dates and
 * plurals go through `Intl` (console/text/format.ts). `{name}` is filled in by `fill`.
 */
export const en = {
  app: {
    name: 'kvs-archiver',
    skip: 'Skip to content',
    wall: 'Wall',
    gaps: 'Gaps',
    search: 'Search',
    runs: 'Runs',
    jobs: 'Jobs',
    menu: 'Menu',
    shortcuts: 'Keyboard shortcuts',
    theme: 'Appearance',
    themeSystem: 'As the system has it',
    themeDark: 'Dark',
    themeLight: 'Light',
    themeContrast: 'High contrast',
    loading: 'Loading…',
    retry: 'Try again',
    offline: 'The archive does not answer. Trying again…',
    close: 'Close',
    signIn: 'Sign in',
    signOut: 'Sign out',
    notFound: 'There is no such page.',
    home: 'To the wall',
  },
  wall: {
    title: 'All streams',
    filter: 'Find a stream',
    none: 'No stream is enrolled yet.',
    noneHow: 'Enrol one: npx kvs-archiver streams add NAME',
    noneFound: 'No stream is called that.',
    condition: {
      'in-order': 'Archived',
      'catching-up': 'Catching up',
      behind: 'Behind',
      silent: 'Silent',
      paused: 'Paused',
      deleted: 'Gone from KVS',
    },
    live: 'Live',
    notLive: 'Not live',
    behindLive: '{span} behind live',
    openGaps: { one: '{count} open gap', other: '{count} open gaps' },
    noPicture: 'No picture yet',
    count: { one: '{count} stream', other: '{count} streams' },
    all: 'All',
  },
  timeline: {
    label: 'Timeline',
    footage: 'footage',
    reasons: {
      failed: 'not archived: every try failed',
      expired: 'lost: it left KVS before it was stored',
      'unsupported-media': 'lost: KVS cannot give it back',
      pending: 'on its way to the archive',
      erased: 'erased by its owner',
      retired: 'past its retention',
      'not-recorded': 'nothing was recorded',
    },
  },
} as const;

/** The shape of `en` with any words in it. */
type Words<T> = T extends string ? string : { readonly [Key in keyof T]: Words<T[Key]> };
export type Text = Words<typeof en>;
