// Made from docs/openapi.yaml by scripts/generate-client.mjs; change that and make this again.

export interface paths {
    "/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists who changed what, as far as it is about no one stream. */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clips/{clipId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows an archived clip, with links to its files.
         * @description What it holds, how long it is kept, and links that read its files without credentials, until they expire. A clip
         *     that is no longer there, because its retention ended or its owner had it erased, is `Expired`.
         */
        get: operations["getClip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Estimates what archiving has cost since the first of the month.
         * @description Passes, files and bytes as the passes over each stream wrote them down (of the first 100 streams, and of each its
         *     newest 3,000 passes or so: these stand for the rest), times the calls and times of a measured run, at list prices.
         *     It is no bill: `notHeld` names what is not in it. On one machine nothing is billed; the figure is what the same
         *     would cost in AWS.
         */
        get: operations["getCosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/detections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finds what was seen in images, by label.
         * @description Newest first. Without a label every label; without a stream every stream.
         */
        get: operations["listDetections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{thing}/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Reports a segment as the device that recorded it.
         * @description For devices with credentials of AWS IoT, whose policy lets each call this with its own thing name alone: a
         *     device reports of itself and of nobody else.
         */
        put: operations["reportDeviceSegment"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finds what the rules of streams made of what was seen.
         * @description An event is what a rule of a stream saw for a while. It may still grow: one that turns out to have begun earlier has
         *     another `eventId`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists runs of the state machines, the newest first.
         * @description Of all machines that keep a list (Express ones keep none), or of one. What each did: `GET /executions/{id}/states`.
         *     `from` and `to` are about when a run began. AWS Step Functions forgets a run 90 days after its end, and a
         *     `nextToken` after a day.
         */
        get: operations["listExecutions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/executions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells how a run fares. */
        get: operations["getExecution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/executions/{id}/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Goes on with a run that failed, where it failed.
         * @description Within 14 days after its end. What was done is not done again. Whether it helps, `remedy` of
         *     `GET /executions/{id}/states` tells: a run that lost footage is put right by a backfill. One that cannot be
         *     redriven is a `Conflict` that says why.
         */
        post: operations["redriveExecution"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/executions/{id}/states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tells what became of each state of a run, and the definition that it ran by.
         * @description From the histories of the run and of the children of its Maps (the newest few of them, those that failed first),
         *     and, where children are Express executions and keep no history, from what the passes over each stream wrote down.
         *     `complete` says whether that is all of it. States that are not named were not entered, as far as is known.
         */
        get: operations["getExecutionStates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists exports, the newest first. */
        get: operations["listExports"];
        put?: never;
        /**
         * Makes one MP4 of a range of a stream.
         * @description Out of the archived clips, without encoding anew; `gaps: keep` leaves gaps as long as they were, `gaps: cut` (the
         *     default) plays what follows at once. It begins and ends at key frames that hold the range. Where the codec
         *     changes inside, there are several files. What is not archived (yet) is listed as skipped. The same `clientToken`
         *     is the same export.
         */
        post: operations["startExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells how an export fares; when it is complete, links to its files. */
        get: operations["getExport"];
        put?: never;
        post?: never;
        /** Takes an export back, whatever it has come to; its links lead nowhere from then on. */
        delete: operations["deleteExport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says that the API answers; for load balancers and alarms. */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists packaging jobs, the newest first. */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tells how a packaging job fares; when it is complete, where the package plays.
         * @description The addresses under `outputs` work as they are, in any player and without cookies, until `outputsExpireAt`.
         *     A job that came to nothing says why under `error`, in the words of whoever refused it.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Cancels a job that is under way; of one that has ended, deletes the package.
         * @description Nothing stays of either but, of a canceled one, what its job says. Addresses that were given out lead nowhere from
         *     then on, as soon as caches have forgotten what they hold.
         */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the labels that were seen anywhere. */
        get: operations["listLabels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the state machines of the stack. */
        get: operations["listMachines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machines/{machine}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives the definition of a state machine, as far as it can be drawn. */
        get: operations["getMachine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/packages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Packages an archived range of a stream for players anywhere.
         * @description The range is made into one file out of its clips, which is the package's original. H.264 and H.265 are cut into
         *     segments as they are where the stack's setting `packageMethod`, or `method`, allows it, else several sizes are
         *     made of them. The same `clientToken` is the same job.
         */
        post: operations["packageRange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists what a device recorded, or one segment by its id.
         * @description Give `clientID` for one segment (a list of one, or none), or `deviceID`, with a span if you like.
         */
        get: operations["listSegments"];
        /** Reports a segment that a device recorded. */
        put: operations["reportSegment"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/segments/{clientID}/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Gives the address at which a player plays a segment that a device reported.
         * @description Its span: while the service has it, exactly, by a session there; later a playlist over the archive, which is HLS, in
         *     whole segments of about six seconds that cover it.
         */
        get: operations["openSegmentSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shared/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Opens a link that was shared; for players and browsers, which follow it.
         * @description The link is the permission. It leads to a playlist (HLS) or a file; a link that was taken back, or never was,
         *     opens nothing, and nothing is told of it.
         */
        get: operations["openShare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists links that were shared, the newest first; never the links themselves. */
        get: operations["listShares"];
        put?: never;
        /**
         * Makes a link that opens footage, an export, a clip or a package without a login.
         * @description Give `stream` with `from` and `to`, or `exportId`, or `clipId`, or `packageId`. The link is told in this answer alone: only a hash of
         *     its secret is kept. Without `expiresIn` and `expiresAt` it opens for 7 days.
         */
        post: operations["createShare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shares/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a link back; it opens nothing from then on. */
        delete: operations["deleteShare"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the streams that are archived. */
        get: operations["listStreams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        /** Shows a stream's settings, its state and what its fragments are like. */
        get: operations["getStream"];
        /**
         * Enrols a stream, or replaces its settings.
         * @description What you leave out takes its default, also where it was set before. The stream's place (how far it is archived)
         *     is kept; to stop archiving for a while, set `enabled` to false.
         */
        put: operations["enrolStream"];
        post?: never;
        /** Takes a stream off the list; what is archived of it stays. */
        delete: operations["withdrawStream"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream}/archive.m3u8": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        /**
         * The archive as an HLS playlist, also when KVS has long forgotten it.
         * @description A media playlist (fragmented MP4) of the archived clips of the span; a player takes this address as it is. Addresses
         *     of segments bear a link that opens for 12 hours at least, and are relative where the request came through the front.
         *     Where `to` is left out, or is not yet, the playlist grows (`EVENT`): it goes on with what KVS has and the
         *     archive has not yet, and a player loads it again; `from` is then a time, and no distance from now. It grows at
         *     its end alone, and for an hour behind `to`: what was backfilled meanwhile stands in it only with `type=VOD`.
         */
        get: operations["getArchivePlaylist"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream}/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archives a range of a stream, or its open gaps, now.
         * @description Without `from` and `to`: every open `failed` gap of the stream. A run that was asked for with a `clientToken` is
         *     started once, however often it is asked for. With `dryRun` nothing is done: the answer tells what there would be
         *     to do, of a range of at most 24 hours.
         */
        post: operations["backfillStream"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        /** Lists who changed what about a stream, and when. */
        get: operations["listStreamChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream}/clips": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes one MP4 of a span, on request.
         * @description Fragments that reach into the span, whole and not encoded anew.
         *     Where the service has forgotten it, it is read out of the archive's bundles. The same `clientToken` is the same
         *     request. `GET /executions/{id}` tells how it fares and, at its end, gives a link to the file, which is kept for
         *     the setting `onDemandDays`.
         */
        post: operations["requestClip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream}/fragments": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        /**
         * Lists what Kinesis Video Streams holds of a stream now.
         * @description Fragments that begin in the span, the last 24 hours where none is given. A page is in order by itself, and pages
         *     are in none: that is how the service gives them. With `nextToken` give the same `from` and `to`.
         */
        get: operations["listFragments"];
        put?: never;
        /**
         * Makes one Matroska file of a span, or of fragments by their numbers, on request.
         * @description Playable, with the tags of the service on each fragment. By number they come from Kinesis Video Streams alone.
         *     Where the service has forgotten it, it is read out of the archive's bundles. The same `clientToken` is the same
         *     request. `GET /executions/{id}` tells how it fares and, at its end, gives a link to the file, which is kept for
         *     the setting `onDemandDays`.
         */
        post: operations["requestFragments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream}/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        /**
         * Lists what could not be archived, with the reason.
         * @description Of every stream that bears or bore the name: gaps are known after a stream was deleted and made again, and after it
         *     was taken off the list. The oldest stream's come first.
         */
        get: operations["listGaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream}/images": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        /** Lists the images of a stream, labelled or not. */
        get: operations["listImages"];
        put?: never;
        /**
         * Makes images of any moments that Kinesis Video Streams still holds.
         * @description One at `from` and one every interval up to `to`, at most 100 in one request: `next` says where to go on. They are
         *     stored below `requested/{stream}/`, and are listed and looked at as all other images. A moment without footage,
         *     or with footage that cannot be decoded, has an `error` in place of its image. What the service has forgotten is
         *     `Expired` here: `kvs-archiver images` makes images of what is archived.
         */
        post: operations["requestImages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream}/session": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        /**
         * Gives the address at which a player plays the stream, live or what the service still keeps.
         * @description Without a mode: live; from `from` on (`LIVE_REPLAY`); or between `from` and `to` (`ON_DEMAND`). A session plays
         *     fragments that begin in the span, 24 hours at most. Whoever has the address may play, until it expires.
         */
        get: operations["openSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        /**
         * Draws a span of a stream - clips, gaps with reasons, coverage, segments, detections.
         * @description The last 24 hours where no span is given. Of every stream that ever bore the name, also after it is gone from KVS.
         *     At a coarse `resolution` neighbours are drawn as one; an answer holds at most 5,000 of each list, and says in
         *     `resolutionMs` at which resolution it is drawn.
         */
        get: operations["getTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives the address to which a file is put that is to be packaged.
         * @description Below 64 MiB one address takes the file by `PUT`, with the `headers` that are given: another length or type is
         *     refused, and, with `sha256`, another content. A larger file goes in parts, each to its address, and is put
         *     together by `POST /v1/uploads/{id}/complete` with the ETags of the answers. The job begins when the file is there.
         *     What is put lies there for a day. The same `clientToken` is the same upload: one that broke off goes on.
         */
        post: operations["announceUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts a file together of the parts that were put; again is fine. */
        post: operations["completeUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ArchivedClip: {
            archivedAt: components["schemas"]["DateTime"];
            /** @description The same fragments as Matroska. */
            bundle?: components["schemas"]["ArchivedFile"];
            /** @description The MP4. */
            clip?: components["schemas"]["ArchivedFile"];
            clipId: components["schemas"]["ClipId"];
            codec?: string;
            durationMs?: number;
            endMs: components["schemas"]["Ms"];
            fragments: components["schemas"]["FragmentNumber"][];
            height?: number;
            /** @description Its retention class. */
            retention?: string;
            retiresAt?: components["schemas"]["DateTime"];
            /**
             * @description How it was made.
             * @enum {string}
             */
            source: "GET_CLIP" | "FRAGMENTS";
            startMs: components["schemas"]["Ms"];
            streamArn: string;
            streamName: components["schemas"]["StreamName"];
            width?: number;
        };
        ArchivedFile: {
            bytes: number;
            /** @description Reads its manifest until then. */
            manifestUrl: string;
            sha256: string;
            /** @description Reads the file until `urlExpiresAt`. */
            url: string;
            urlExpiresAt: components["schemas"]["DateTime"];
        };
        /** @description What a backfill would do. */
        BackfillEstimate: {
            /** @description As KVS counts them; absent for gaps. */
            bytes?: number;
            /** @description When KVS takes the first of it away. */
            expiresMs?: components["schemas"]["Ms"];
            footageMs: number;
            /** @description Fragments that would be read. */
            fragments: number;
            /** @description Open gaps that would be tried again. */
            gaps: number;
            /** @description Of these: in the archive, on their way or lost. */
            known: number;
            /** @description Fragments that KVS has in the range. */
            listed: number;
            /** @description What it takes of the stream's 500 a second. */
            mediaPoints: number;
            /** @description Clips that would be made. */
            plans: number;
            /** @description At the pace of a backfill, at best. */
            seconds: number;
            streamName: components["schemas"]["StreamName"];
        };
        BackfillRequest: {
            /** @description The same token is the same run. */
            clientToken?: string;
            /** @description Only tell what there would be to do. */
            dryRun?: boolean;
            from?: components["schemas"]["TimeValue"];
            to?: components["schemas"]["TimeValue"];
        };
        /** @description What somebody changed through this API. */
        Change: {
            atMs: components["schemas"]["Ms"];
            /** @description Of everything else, what was asked for; without secrets, and cut where it is long. */
            body?: unknown;
            /** @description Of settings, what is different now. */
            fields?: {
                [key: string]: components["schemas"]["FieldChange"];
            };
            /** @enum {string} */
            kind: "user" | "iam" | "anyone";
            /** @description Of path and query. */
            parameters: {
                [key: string]: string;
            };
            /** @description The request's id in API Gateway's access log. */
            requestId: string;
            route: string;
            stream?: components["schemas"]["StreamName"];
            /** @description The token's subject */
            subject: string;
        };
        ChangeList: {
            items: components["schemas"]["Change"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        ClipId: string;
        ClipRequest: {
            /** @description The same token is the same request. */
            clientToken?: string;
            from: components["schemas"]["TimeValue"];
            to: components["schemas"]["TimeValue"];
        };
        Costs: {
            /** @description What the estimate rests on. */
            counted: {
                bundles: number;
                /** @description Stored, in clips and bundles. */
                bytes: number;
                clips: number;
                /** @description False where of a stream only the newest passes were read. */
                complete: boolean;
                footageMs: number;
                fragments: number;
                ofStreams: number;
                /** @description That archived something. */
                passes: number;
                streams: number;
            };
            /** @constant */
            currency: "USD";
            dollars: number;
            from: components["schemas"]["DateTime"];
            /** Format: date-time */
            measuredAt: string;
            notHeld: ("stored-before" | "viewing" | "exports" | "images" | "packaging" | "http-api" | "monitoring" | "transfer" | "free-tiers" | "taxes")[];
            prices: {
                /** Format: date */
                date: string;
                region: string;
                /** @description Prices that were not found at AWS itself. */
                unverified: string[];
            };
            services: {
                dollars: number;
                /**
                 * @description The work of archiving, or what footage costs that comes, is read and is kept.
                 * @enum {string}
                 */
                part: "archiving" | "footage";
                /** @description As a bill names it. */
                service: string;
            }[];
            to: components["schemas"]["DateTime"];
        };
        /** Format: date-time */
        DateTime: string;
        /** @description A label in an image. */
        Detection: {
            confidence: number;
            /** @description The fragment that the image was taken from. */
            fragmentNumber?: string;
            imageId: string;
            /** @description Opens for an hour; absent where the image is deleted already. */
            imageUrl?: string;
            instances: components["schemas"]["LabelInstance"][];
            label: string;
            /** @description What it is a kind of. */
            parents: string[];
            producerMs: components["schemas"]["Ms"];
            streamName: components["schemas"]["StreamName"];
        };
        DetectionList: {
            items: components["schemas"]["Detection"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        /** @description How a stream is archived. */
        EnrolmentSettings: {
            /** @description The stream's own bucket, instead of the stack's. */
            bucket?: string;
            /**
             * @description A paused stream keeps its place.
             * @default true
             */
            enabled?: boolean;
            /**
             * @description Whether silence is worth an alarm.
             * @default continuous
             * @enum {string}
             */
            expects?: "continuous" | "events";
            /**
             * @description Which fragments are kept as Matroska beside the clips.
             * @default all
             * @enum {string}
             */
            fragments?: "all" | "tagged" | "none";
            images?: components["schemas"]["ImageSettings"];
            /** @description Between two passes over the stream. */
            intervalSeconds?: number;
            notifications?: components["schemas"]["NotificationSettings"];
            /** @description In front of `clips/` and `bundles/`; ends in a slash, no `.` or `..`. */
            prefix?: string;
            /**
             * @description The retention class of what is archived from now on, one of the stack's.
             * @default standard
             */
            retention?: string;
            rules?: components["schemas"]["LabelRule"][];
            /** @description Seconds without a fragment until the stream is said to be silent; 0: never. */
            silenceSeconds?: 0 | number;
            /**
             * @description Where archiving begins - with all that is in retention, with what comes, or at a moment of server time.
             * @default retention
             */
            since?: "retention" | "now" | components["schemas"]["Moment"];
            /**
             * @description Where clips are read from - GetClip, or the fragments by number (one read then makes both files).
             * @default clip
             * @enum {string}
             */
            source?: "clip" | "fragments";
            /**
             * @description How often a clip is tried before it becomes a gap.
             * @default 5
             */
            tries?: number;
        };
        ErrorAnswer: {
            error: {
                code: components["schemas"]["ErrorCode"];
                /** @description For people. Of wrong input it begins with the name of what is wrong. */
                message: string;
            };
        };
        /**
         * @description | code | status | again? | means |
         *     | --- | --- | --- | --- |
         *     | `InvalidInput` | 400 | no | a parameter or field is wrong; the message names it |
         *     | `AccessDenied` | 403 | no | the credentials do not allow it |
         *     | `NotFound` | 404 | no | there is no such thing |
         *     | `NotYetAvailable` | 404 | yes | it is there but cannot be read yet |
         *     | `Conflict` | 409 | yes | somebody else was first |
         *     | `LeaseLost` | 409 | no | another run has taken the stream over |
         *     | `Expired` | 410 | no | it has left KVS's retention, or a link is past its time |
         *     | `UnsupportedMedia` | 422 | no | KVS, or no MP4, can hold this media |
         *     | `Throttled` | 429 | yes | a quota was hit |
         *     | `Corrupt` | 500 | no | bytes are not what they must be |
         *     | `Internal` | 500 | yes | what nobody foresaw; the log says what |
         *     | `Truncated` | 502 | yes | footage ended before its end |
         * @enum {string}
         */
        ErrorCode: "InvalidInput" | "AccessDenied" | "NotFound" | "NotYetAvailable" | "Conflict" | "LeaseLost" | "Expired" | "UnsupportedMedia" | "Throttled" | "Corrupt" | "Internal" | "Truncated";
        EventList: {
            items: components["schemas"]["FootageEvent"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        /** @description The picture that shows an event best. */
        EventPicture: {
            confidence: number;
            fragmentNumber?: string;
            imageId: string;
            /** @description Opens for an hour. */
            imageUrl?: string;
            label: string;
            producerMs: components["schemas"]["Ms"];
        };
        Execution: {
            /** @description Of an export's files. */
            bytes?: number;
            endedAt?: components["schemas"]["DateTime"];
            /** @description Why it failed. */
            error?: {
                /** @description Of `ErrorCode`, or of AWS Step Functions. */
                code: string;
                message: string;
            };
            executionId: string;
            /** @description Of the export that it makes. */
            exportId?: string;
            file?: components["schemas"]["RequestedFile"];
            from?: components["schemas"]["DateTime"];
            /** @description Of an export. */
            percent?: number;
            progress?: components["schemas"]["ExecutionProgress"];
            startedAt: components["schemas"]["DateTime"];
            /** @enum {string} */
            status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
            streamName?: components["schemas"]["StreamName"];
            to?: components["schemas"]["DateTime"];
        };
        ExecutionProgress: {
            bundles: number;
            clips: number;
            /** @description At this rate. */
            expectedEndMs?: components["schemas"]["Ms"];
            footageMs: number;
            fragments: number;
            gaps: number;
            left: {
                /** @description At most: of a range, there may be less recorded. */
                footageMs: number;
                /** @description Fragments that wait for their turn. */
                fragments: number;
                gapFragments: number;
                /** @description Open gaps of what the run covers. */
                gaps: number;
                /** @description Clips that are being made. */
                openPlans: number;
            };
            passes: number;
            /** @description Until when KVS keeps all of what is left. */
            retentionUntilMs?: components["schemas"]["Ms"];
            /** @description Footage archived a second. */
            timesRealTime?: number;
        };
        Export: {
            /** @description Of its files; 0 until they are planned. */
            bytes: number;
            createdAt: components["schemas"]["DateTime"];
            createdBy: string;
            endedAt?: components["schemas"]["DateTime"];
            error?: {
                /** @description Of `ErrorCode`, or of AWS Step Functions. */
                code: string;
                message: string;
            };
            executionId: string;
            exportId: string;
            /** @description Once it is complete. */
            files: components["schemas"]["ExportedFile"][];
            /** @description When its files are taken away. */
            filesExpireAt?: components["schemas"]["DateTime"];
            from: components["schemas"]["DateTime"];
            /** @enum {string} */
            gaps: "cut" | "keep";
            name?: string;
            percent: number;
            skipped: components["schemas"]["SkippedSpan"][];
            /** @description How many there are; the first 500 are listed. */
            skippedCount: number;
            status: components["schemas"]["ExportStatus"];
            streamName: components["schemas"]["StreamName"];
            to: components["schemas"]["DateTime"];
        };
        ExportedFile: {
            bytes: number;
            /** @description Of how many archived clips it is made. */
            clips: number;
            codecs: string[];
            /** @description CRC-64/NVME of the whole file in base64, as S3 keeps it. */
            crc64nvme?: string;
            /** @description How long it plays. */
            durationMs: number;
            /** @description And of its last picture's end. */
            endMs: components["schemas"]["Ms"];
            expiresAt: components["schemas"]["DateTime"];
            fileName: string;
            /** @description Absent of files over 32 GiB. */
            sha256?: string;
            /** @description Producer time of the beginning of its timeline. */
            startMs: components["schemas"]["Ms"];
            /** @description Reads it until `expiresAt`; made anew at each request. */
            url: string;
        };
        ExportList: {
            items: components["schemas"]["ExportSummary"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        ExportRequest: {
            /**
             * @description Pictures are copied, so no clock can be drawn into them.
             * @constant
             */
            burnClock?: false;
            /** @description The same token is the same export. */
            clientToken?: string;
            from: components["schemas"]["TimeValue"];
            /**
             * @default cut
             * @enum {string}
             */
            gaps?: "cut" | "keep";
            /** @description What the file is called for whoever downloads it. */
            name?: string;
            stream: components["schemas"]["StreamName"];
            to: components["schemas"]["TimeValue"];
        };
        ExportStarted: {
            executionId: string;
            exportId: string;
            status: components["schemas"]["ExportStatus"];
        };
        /** @enum {string} */
        ExportStatus: "QUEUED" | "RUNNING" | "COMPLETE" | "ERROR" | "CANCELED";
        ExportSummary: {
            /** @description Of its files; 0 until they are planned. */
            bytes: number;
            createdAt: components["schemas"]["DateTime"];
            createdBy: string;
            executionId: string;
            exportId: string;
            from: components["schemas"]["DateTime"];
            /** @enum {string} */
            gaps: "cut" | "keep";
            name?: string;
            percent: number;
            status: components["schemas"]["ExportStatus"];
            streamName: components["schemas"]["StreamName"];
            to: components["schemas"]["DateTime"];
        };
        /** @description A field before and after; one that was not there is left out. */
        FieldChange: {
            /** @description The value that it has. */
            after?: unknown;
            /** @description The value that it had. */
            before?: unknown;
        };
        /** @description What a rule saw for a while. */
        FootageEvent: {
            /** @description When the first picture that shows it was taken. */
            beginMs: components["schemas"]["Ms"];
            best: components["schemas"]["EventPicture"];
            /** @description The last one. */
            endMs: components["schemas"]["Ms"];
            eventId: string;
            labels: string[];
            /** @description When it was told of. */
            notifiedMs?: components["schemas"]["Ms"];
            /** @description The rule's name. */
            rule: string;
            streamName: components["schemas"]["StreamName"];
        };
        /** @description One fragment as the service lists it. */
        Fragment: {
            bytes: number;
            /** @description From its first frame to the beginning of its last. */
            lengthMs: number;
            number: components["schemas"]["FragmentNumber"];
            /** @description Its first frame by the camera's clock. */
            producerMs: components["schemas"]["Ms"];
            /** @description When the service began to receive it. */
            serverMs: components["schemas"]["Ms"];
        };
        FragmentList: {
            items: components["schemas"]["Fragment"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        /** @description Decimal digits, 47 of them in practice; more than a number can hold. */
        FragmentNumber: string;
        /** @description What the stream's fragments are like, and the longest clip that GetClip can give of them. */
        FragmentProfile: {
            bytesPerFragment: number;
            fragmentMs: number;
            fragmentsPerClip: number;
            inWords: string;
            longestClipMs: number;
        };
        /** @description Of a span, or of fragments by their numbers. */
        FragmentsRequest: {
            /** @description The same token is the same request. */
            clientToken?: string;
            from?: components["schemas"]["TimeValue"];
            numbers?: components["schemas"]["FragmentNumber"][];
            to?: components["schemas"]["TimeValue"];
        };
        /** @description Footage that is not in the archive. */
        Gap: components["schemas"]["KnownGap"] | components["schemas"]["UnseenGap"];
        GapList: {
            items: components["schemas"]["Gap"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        /**
         * @description `failed`: KVS has it and it could not be stored, and is tried again. `expired`: it left KVS first.
         *     `unsupported-media`: KVS itself cannot give it back.
         * @enum {string}
         */
        GapReason: "failed" | "expired" | "unsupported-media";
        /** @description What API Gateway answers by itself. */
        GatewayAnswer: {
            message: string | null;
        };
        /** @description 1 to 128 visible ASCII characters. */
        Identifier: string;
        /** @description A picture of a stream. */
        Image: {
            bytes: number;
            contentType: string;
            /** @description Why it could not be looked at. */
            error?: string;
            /** @description What is amiss with its metadata. */
            faults?: string[];
            /** @description The fragment that it was taken from. */
            fragmentNumber?: string;
            imageId: string;
            /** @description Opens for an hour; absent where the image is deleted already. */
            imageUrl?: string;
            labels: components["schemas"]["ImageLabel"][];
            producerMs: components["schemas"]["Ms"];
            /** @description Server time of its fragment. */
            serverMs?: components["schemas"]["Ms"];
            /**
             * @description `listed`: not looked at yet; `unreadable`: never will be; `failed`: looking again may help.
             * @enum {string}
             */
            status: "listed" | "labelled" | "unreadable" | "failed";
            streamName: components["schemas"]["StreamName"];
            /** @description Tags of the fragment. */
            tags: {
                [key: string]: string;
            };
        };
        ImageLabel: {
            confidence: number;
            instances: components["schemas"]["LabelInstance"][];
            label: string;
            parents: string[];
        };
        ImageList: {
            items: components["schemas"]["Image"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        /** @description Without a size, images are as large as the footage; with one side, the other follows from its shape. */
        ImageRequest: {
            /** @description Between two images, 200ms to 24h, such as `1s`, `500ms` or a number of milliseconds; 3 s where it is left out. */
            every?: string | number;
            /**
             * @default JPEG
             * @enum {string}
             */
            format?: "JPEG" | "PNG" | "jpeg" | "png";
            from: components["schemas"]["Moment"];
            height?: number;
            /**
             * @description Of JPEG.
             * @default 80
             */
            quality?: number;
            to: components["schemas"]["Moment"];
            width?: number;
        };
        /** @description Images that KVS takes of the fragments that ask for one. Without any size they are 320 by 240; with one side, the other follows from the picture's shape. */
        ImageSettings: {
            /** @description Instead of the stack's; in the Region of the stream. */
            bucket?: string;
            /**
             * @default JPEG
             * @enum {string}
             */
            format?: "JPEG" | "PNG" | "jpeg" | "png";
            height?: number;
            /** @description `images/{stream}/` where it is left out: there the stack's devices may put images. */
            prefix?: string;
            /**
             * @description Of JPEG.
             * @default 80
             */
            quality?: number;
            /**
             * @description Milliseconds between two images.
             * @default 3000
             */
            samplingInterval?: number;
            /**
             * @description By which clock they are taken and named.
             * @default PRODUCER_TIMESTAMP
             * @enum {string}
             */
            selector?: "PRODUCER_TIMESTAMP" | "SERVER_TIMESTAMP" | "producer" | "server";
            /**
             * @default ENABLED
             * @enum {string}
             */
            status?: "ENABLED" | "DISABLED" | "enabled" | "disabled";
            width?: number;
        };
        Job: {
            /** @description Of all files of the package. */
            bytes?: number;
            createdAt: components["schemas"]["DateTime"];
            /** @description Absent of a file that was put past the API. */
            createdBy?: string;
            /** @description How long it plays. */
            durationMs?: number;
            endedAt?: components["schemas"]["DateTime"];
            error?: components["schemas"]["JobRemark"];
            /** @description When the job is forgotten. */
            expiresAt?: components["schemas"]["DateTime"];
            /** @description Of a file that was put. */
            fileName?: string;
            from?: components["schemas"]["DateTime"];
            jobId: string;
            /**
             * @description Once it is known what the source is.
             * @enum {string}
             */
            method?: "copy" | "transcode";
            outputs?: components["schemas"]["JobOutputs"];
            outputsExpireAt?: components["schemas"]["DateTime"];
            percent: number;
            probe?: components["schemas"]["JobProbe"];
            /** @description Sizes that a player can choose from. */
            renditions?: number;
            status: components["schemas"]["JobStatus"];
            /** @description Of an archived range. */
            streamName?: components["schemas"]["StreamName"];
            to?: components["schemas"]["DateTime"];
            warnings?: components["schemas"]["JobRemark"][];
        };
        JobList: {
            items: components["schemas"]["Job"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        /** @description Addresses that work as they are, in any player, until they expire. */
        JobOutputs: {
            /** @description The playlist of HTTP Live Streaming. */
            hls: string;
            /** @description The file that was put, or that was made of the range. */
            original?: string;
            /** @description A JPEG. */
            poster?: string;
            /** @description WebVTT: which part of which picture shows a time. */
            sprite?: string;
        };
        /** @description What the source was found to be. */
        JobProbe: {
            audio?: {
                bitrate?: number;
                channels?: number;
                codec?: string;
                codecString?: string;
                sampleRate?: number;
            };
            bytes: number;
            container: string;
            durationMs: number;
            video?: {
                bitrate?: number;
                codec?: string;
                /** @description RFC 6381. */
                codecString?: string;
                codedHeight?: number;
                codedWidth?: number;
                frameRate?: number;
                frames?: number;
                height?: number;
                interlaced?: boolean;
                /** @enum {integer} */
                rotation?: 0 | 90 | 180 | 270;
                variableFrameRate?: boolean;
                /** @description As it is meant to be seen: square pixels, upright. */
                width?: number;
            };
        };
        JobRemark: {
            /** @description Of `ErrorCode`, of AWS Elemental MediaConvert, or of AWS Step Functions. */
            code: string;
            /** @description In the words of whoever said it. */
            message: string;
        };
        /** @enum {string} */
        JobStatus: "AWAITING_UPLOAD" | "SUBMITTED" | "PROGRESSING" | "COMPLETE" | "ERROR" | "CANCELED";
        /** @description Fragments that were listed and could not be stored. */
        KnownGap: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            clock: "producer";
            endMs: components["schemas"]["Ms"];
            /** @description What was tried last, in words. */
            error: string;
            /** @description From when on KVS takes it away. */
            expiresMs?: components["schemas"]["Ms"];
            firstFailedMs?: components["schemas"]["Ms"];
            /** @description How many are missing. */
            fragments: number;
            nextTryMs?: components["schemas"]["Ms"];
            planId: string;
            reason: components["schemas"]["GapReason"];
            /** @description Runs that tried it in vain. */
            rounds?: number;
            startMs: components["schemas"]["Ms"];
            tries: number;
        };
        /** @description Where in the picture, as fractions of its width and height. */
        LabelInstance: {
            box: {
                height: number;
                left: number;
                top: number;
                width: number;
            };
            confidence: number;
        };
        LabelList: {
            items: components["schemas"]["SeenLabel"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        /** @description What makes an event of what is seen in a stream's images. */
        LabelRule: {
            /** @description Hours of the day, over midnight where `from` is later than `to`. */
            hours?: {
                from: string;
                /** @default UTC */
                timeZone?: string;
                to: string;
            };
            /**
             * @description So many images in a row.
             * @default 1
             */
            images?: number;
            /**
             * @description Whether its fragments are kept as bundles.
             * @default true
             */
            keep?: boolean;
            /** @description Any of these, or of what they are a kind of. */
            labels: string[];
            /**
             * @description Sightings no further apart are one event.
             * @default 60
             */
            mergeSeconds?: number;
            /** @default 0 */
            minConfidence?: number;
            name: string;
            /**
             * @description Whether it is told of.
             * @default true
             */
            notify?: boolean;
            /** @description The class of the event's footage where it keeps longer. */
            retention?: string;
            /** @description Corners of a part of the picture, as fractions of its width and height. */
            zone?: [
                number,
                number
            ][];
        };
        Machine: {
            definition: components["schemas"]["MachineOutline"];
            machine: string;
            type: components["schemas"]["MachineType"];
        };
        MachineList: {
            items: {
                machine: string;
                type: components["schemas"]["MachineType"];
            }[];
            nextToken?: components["schemas"]["NextToken"];
        };
        /** @description A state machine without addresses and arguments. */
        MachineOutline: {
            comment?: string;
            startAt: string;
            states: components["schemas"]["MachineState"][];
        };
        /** @description States within a Map or a Parallel. */
        MachineRegion: {
            startAt: string;
            states: components["schemas"]["MachineState"][];
        };
        MachineState: {
            /**
             * @description Of a Map: whether its children are executions of their own, and of which type.
             * @enum {string}
             */
            children?: "INLINE" | "STANDARD" | "EXPRESS";
            comment?: string;
            inner?: components["schemas"]["MachineRegion"][];
            name: string;
            /** @enum {string} */
            type: "Task" | "Pass" | "Choice" | "Wait" | "Succeed" | "Fail" | "Parallel" | "Map";
            /** @description Where it leads to; the states are of the same region. */
            ways: {
                /** @enum {string} */
                by: "next" | "choice" | "default" | "catch";
                /** @description The condition of a choice, the errors of a catch. */
                label?: string;
                to: string;
            }[];
        };
        /**
         * @description Express machines keep no list of their runs and no history.
         * @enum {string}
         */
        MachineType: "STANDARD" | "EXPRESS";
        /**
         * @description RFC 3339 with an offset, or epoch milliseconds.
         * @example 2026-11-21T14:00:00Z
         * @example 1795269600000
         */
        Moment: string | number;
        /** @description UTC epoch milliseconds. */
        Ms: number;
        /** @description There is more; ask again with it. */
        NextToken: string;
        /** @description Announcements that KVS publishes of the fragments that ask for one. */
        NotificationSettings: {
            /**
             * @default ENABLED
             * @enum {string}
             */
            status?: "ENABLED" | "DISABLED" | "enabled" | "disabled";
            /** @description ARN of a standard SNS topic, instead of the stack's. */
            topic?: string;
        };
        PackageRequest: {
            clientToken?: string;
            from: components["schemas"]["TimeValue"];
            /**
             * @description In place of the stack's setting `packageMethod`.
             * @enum {string}
             */
            method?: "auto" | "copy" | "transcode";
            stream?: components["schemas"]["StreamName"];
            /** @description The same, as lists call it. */
            streamName?: components["schemas"]["StreamName"];
            to: components["schemas"]["TimeValue"];
        };
        /** @description A file that was made on request. */
        RequestedFile: {
            bytes: number;
            fragments: number;
            /** @description When it is taken away. */
            keptUntil: components["schemas"]["DateTime"];
            /** @description Where its last fragment begins. */
            lastMs: components["schemas"]["Ms"];
            /**
             * @description Of Matroska. `verbatim`: the fragments share no codec, and stand one behind the other.
             * @enum {string}
             */
            layout?: "merged" | "verbatim";
            name: string;
            sha256: string;
            /** @enum {string} */
            source: "kvs" | "archive" | "both";
            /** @description Where its first fragment begins. */
            startMs: components["schemas"]["Ms"];
            /** @description Reads it until `urlExpiresAt`; made anew at each request. */
            url?: string;
            urlExpiresAt?: components["schemas"]["DateTime"];
        };
        RequestedImages: {
            everyMs: number;
            from: components["schemas"]["DateTime"];
            items: {
                bucket?: string;
                bytes?: number;
                contentType?: string;
                /** @enum {string} */
                error?: "NO_MEDIA" | "MEDIA_ERROR";
                fragmentNumber?: string;
                /** @description Opens for an hour. */
                imageUrl?: string;
                key?: string;
                producerMs: components["schemas"]["Ms"];
            }[];
            next?: components["schemas"]["DateTime"];
            streamName: components["schemas"]["StreamName"];
            to: components["schemas"]["DateTime"];
        };
        RequestStarted: {
            executionId: string;
            from?: components["schemas"]["DateTime"];
            numbers?: components["schemas"]["FragmentNumber"][];
            streamName: components["schemas"]["StreamName"];
            to?: components["schemas"]["DateTime"];
        };
        /** @description Of a distributed Map, by what became of them. */
        RunChildren: {
            failed: number;
            pending: number;
            running: number;
            state: string;
            /** @description Aborted or out of time. */
            stopped: number;
            succeeded: number;
            total: number;
        };
        RunError: {
            /** @description Of `ErrorCode`, or of AWS Step Functions. */
            code: string;
            message: string;
        };
        RunList: {
            items: components["schemas"]["RunSummary"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        /** @description What one pass over one stream did. */
        RunPass: {
            bundles: number;
            /** @description Stored, in clips and bundles. */
            bytes?: number;
            clips: number;
            endedAt: components["schemas"]["DateTime"];
            failedBundles: number;
            footageMs: number;
            fragments: number;
            gaps: number;
            /** @description Why it happened: `live`, `catch-up`, `range`, `backfill`, ... */
            kind: string;
            /** @description How far the stream was behind at its end. */
            lagMs: number;
            /** @description Fragments that Kinesis Video Streams listed. */
            listed: number;
            pass: number;
            planned: number;
            streamName: components["schemas"]["StreamName"];
        };
        RunRedriven: {
            executionId: string;
            redrivenAt: components["schemas"]["DateTime"];
        };
        RunStates: {
            children: components["schemas"]["RunChildren"][];
            /** @description False where more happened than was read for this answer. */
            complete: boolean;
            definition: components["schemas"]["MachineOutline"];
            endedAt?: components["schemas"]["DateTime"];
            error?: components["schemas"]["RunError"];
            executionArn: string;
            executionId: string;
            machine: string;
            passes: components["schemas"]["RunPass"][];
            redrive: {
                at?: components["schemas"]["DateTime"];
                count: number;
                possible: boolean;
                /** @description Why it is not, in the words of AWS Step Functions. */
                refusal?: string;
            };
            /**
             * @description Of a run that failed, what puts it right. `backfill`: what it lost is gaps. `run-again`: the next run goes on
             *     with what it left. `ask-again`: ask for the file anew.
             * @enum {string}
             */
            remedy?: "redrive" | "backfill" | "run-again" | "ask-again";
            startedAt: components["schemas"]["DateTime"];
            states: components["schemas"]["StateOutcome"][];
            status: components["schemas"]["RunStatus"];
            streamName?: components["schemas"]["StreamName"];
            /** @description Of a run that failed, the promises (docs/invariants.md) that its states touched. */
            touched?: {
                /** @enum {string} */
                promise: "one-place" | "watermark" | "run-again" | "nothing-swallowed" | "exports" | "images-twice";
                states: string[];
            }[];
        };
        /** @enum {string} */
        RunStatus: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
        RunSummary: {
            endedAt?: components["schemas"]["DateTime"];
            executionId: string;
            machine: string;
            /** @description How often it was redriven. */
            redrives: number;
            startedAt: components["schemas"]["DateTime"];
            status: components["schemas"]["RunStatus"];
        };
        SeenLabel: {
            label: string;
            /** @description The day, about. */
            lastSeenMs: components["schemas"]["Ms"];
        };
        /** @description A report as it is kept. */
        Segment: {
            /** @description Producer time, epoch milliseconds in digits. */
            begTime: string;
            /** @description The segment's own id. */
            clientID: components["schemas"]["Identifier"];
            deviceID: components["schemas"]["Identifier"];
            /** @description Whole seconds, rounded or cut; the times are what counts. */
            duration: string;
            /** @description Where the next segment begins; at most 24 hours after begTime. */
            endTime: string;
            streamName: components["schemas"]["StreamName"];
            /** @description When it was reported first. */
            writtenMs: components["schemas"]["Ms"];
        };
        SegmentList: {
            items: components["schemas"]["Segment"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        /** @description What a device says that it recorded. All texts: that is what devices send. */
        SegmentReport: {
            /** @description Producer time, epoch milliseconds in digits. */
            begTime: string;
            /** @description The segment's own id. */
            clientID: components["schemas"]["Identifier"];
            deviceID: components["schemas"]["Identifier"];
            /** @description Whole seconds, rounded or cut; the times are what counts. */
            duration: string;
            /** @description Where the next segment begins; at most 24 hours after begTime. */
            endTime: string;
            streamName: components["schemas"]["StreamName"];
        };
        /** @description Whoever has the address may play until it expires. */
        Session: {
            expiresAt: components["schemas"]["DateTime"];
            /** @enum {string} */
            mode: "LIVE" | "LIVE_REPLAY" | "ON_DEMAND";
            /**
             * @description The archive is HLS whatever was asked for.
             * @enum {string}
             */
            protocol: "HLS" | "DASH";
            /**
             * @description Where the footage comes from.
             * @enum {string}
             */
            source: "kvs" | "archive";
            /** @description Of an HLS playlist, or of a DASH manifest. */
            url: string;
        };
        /** @description Of a package that was made of an upload, it bears no `streamName`. */
        Share: {
            clipId?: string;
            createdAt: components["schemas"]["DateTime"];
            createdBy: string;
            expiresAt: components["schemas"]["DateTime"];
            exportId?: string;
            from?: components["schemas"]["DateTime"];
            hasPassword: boolean;
            /** @description Who may have the footage. */
            ip?: string;
            /** @enum {string} */
            kind: "footage" | "export" | "clip" | "package";
            lastOpenedAt?: components["schemas"]["DateTime"];
            /** @description How often it was opened. */
            opened: number;
            /** @description The job of the package. */
            packageId?: string;
            shareId: string;
            /** @enum {string} */
            status: "OPEN" | "EXPIRED" | "REVOKED";
            streamName?: components["schemas"]["StreamName"];
            to?: components["schemas"]["DateTime"];
            /** @description Only in the answer that makes it. */
            url?: string;
        };
        ShareList: {
            items: components["schemas"]["Share"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        /** @description `stream` with `from` and `to`, or `exportId`, or `clipId`, or `packageId`; `expiresIn` or `expiresAt`. */
        ShareRequest: {
            clipId?: string;
            expiresAt?: components["schemas"]["Moment"];
            /** @description Seconds. */
            expiresIn?: number;
            exportId?: string;
            from?: components["schemas"]["TimeValue"];
            /** @description With `packageId`: who may have the footage, an IPv4 address or a block of them (CIDR). */
            ip?: string;
            /** @description The job of a package that is COMPLETE. */
            packageId?: string;
            password?: string;
            stream?: components["schemas"]["StreamName"];
            to?: components["schemas"]["TimeValue"];
        };
        /** @description Where people get tokens for this API, by an authorization code with PKCE; absent where nobody signs in. */
        SignIn: {
            /** @description To be asked for with the code */
            audience?: string;
            /** @description Of a public client that may come back to the console. */
            clientId: string;
            /**
             * Format: uri
             * @description An OpenID Connect issuer: its discovery document says the rest.
             */
            issuer: string;
            scopes: string[];
        };
        /** @description A stretch of the range that is in no file. */
        SkippedSpan: {
            endMs: components["schemas"]["Ms"];
            /** @description As gaps of the timeline have it; `unclaimed` where nothing is known, `no-mp4` where the archive has it in a form that no MP4 is made of, `missing` or `corrupt` where its file is. */
            reason: string;
            startMs: components["schemas"]["Ms"];
        };
        StartedExecution: {
            /** @description For `GET /executions/{id}`. */
            executionId: string;
            from?: components["schemas"]["DateTime"];
            streamName?: components["schemas"]["StreamName"];
            to?: components["schemas"]["DateTime"];
        };
        StateOutcome: {
            /** @description The states that it was entered from, where a history tells it. */
            after?: string[];
            caught: number;
            endedAt?: components["schemas"]["DateTime"];
            entered: number;
            error?: components["schemas"]["RunError"];
            failed: number;
            name: string;
            /**
             * @description The gravest of its visits. `caught`: it failed, and the machine knew what to do. `stopped`: it was under way
             *     when the run was ended.
             * @enum {string}
             */
            outcome: "failed" | "running" | "stopped" | "caught" | "succeeded";
            /** @description Calls that were made again within a visit. */
            retried: number;
            startedAt?: components["schemas"]["DateTime"];
        };
        Stream: {
            /** @description Images and notifications as KVS has them, of a stream whose settings name some. */
            kvs?: {
                /** @description With nothing left out. */
                images?: components["schemas"]["ImageSettings"];
                notifications?: components["schemas"]["NotificationSettings"];
            };
            settings: components["schemas"]["EnrolmentSettings"];
            state?: components["schemas"]["StreamState"];
            /** @description The stream that bears the name; one made again under it is another. */
            streamArn: string;
            streamName: components["schemas"]["StreamName"];
            /** @description What would lose footage. */
            warnings?: string[];
        };
        StreamList: {
            items: components["schemas"]["Stream"][];
            nextToken?: components["schemas"]["NextToken"];
        };
        StreamName: string;
        /** @description How far a stream is archived, and how it fares. */
        StreamState: {
            behind: boolean;
            /** @enum {string} */
            condition: "in-order" | "catching-up" | "behind" | "silent" | "paused" | "deleted";
            fragments?: components["schemas"]["FragmentProfile"];
            /** @description Age of the watermark. */
            lagMs: number;
            /** @description Footage that is not archived has spent three quarters of its retention. */
            losingSoon: boolean;
            /** @description Server time of the newest fragment. */
            newestFragmentMs?: components["schemas"]["Ms"];
            /** @description Clips that are being made. */
            openPlans: number;
            /** @description How long KVS keeps footage. */
            retentionHours: number;
            silent: boolean;
            silentForMs: number;
            /** @description Server time up to which everything is archived or a gap. */
            watermarkMs: components["schemas"]["Ms"];
        };
        /**
         * @description RFC 3339 with an offset, epoch milliseconds, or relative to now.
         * @example 2026-11-21T14:00:00Z
         * @example 1795269600000
         * @example -2h
         * @example now
         */
        Time: string;
        /** @description A span of a stream, all times producer time. */
        Timeline: {
            clips: components["schemas"]["TimelineClip"][];
            /** @description How much of the span is archived. */
            coverage: number;
            detections: {
                [key: string]: unknown;
            }[];
            from: components["schemas"]["Ms"];
            gaps: components["schemas"]["TimelineGap"][];
            /** @description At which it is drawn - as asked for or coarser. */
            resolutionMs: number;
            segments: components["schemas"]["TimelineSegment"][];
            to: components["schemas"]["Ms"];
            /** @description Neither in a clip nor in a gap: nobody has looked yet, or nobody was asked to. */
            unclaimed: {
                endMs: components["schemas"]["Ms"];
                startMs: components["schemas"]["Ms"];
            }[];
        };
        TimelineClip: {
            /** @description Of several that are drawn as one, the first's. */
            clipId: string;
            /** @description How many are drawn as one; absent for one. */
            clips?: number;
            endMs: components["schemas"]["Ms"];
            startMs: components["schemas"]["Ms"];
        };
        TimelineGap: {
            endMs: components["schemas"]["Ms"];
            /**
             * @description Known by the server clock only.
             * @constant
             */
            estimated?: true;
            /**
             * @description Beside those of a gap: `pending` (KVS has it and it is on its way), `erased` (by its owner), `retired` (by
             *     retention), `not-recorded` (nothing was sent).
             * @enum {string}
             */
            reason: "failed" | "expired" | "unsupported-media" | "pending" | "erased" | "retired" | "not-recorded";
            startMs: components["schemas"]["Ms"];
        };
        TimelineSegment: {
            clientID: components["schemas"]["Identifier"];
            deviceID: components["schemas"]["Identifier"];
            endMs: components["schemas"]["Ms"];
            startMs: components["schemas"]["Ms"];
        };
        /**
         * @description RFC 3339 with an offset, epoch milliseconds, or relative to now.
         * @example 2026-11-21T14:00:00Z
         * @example 1795269600000
         */
        TimeValue: components["schemas"]["Time"] | number;
        /** @description A span of server time that left retention before it was listed; what it held is not known. */
        UnseenGap: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            clock: "server";
            endMs: components["schemas"]["Ms"];
            reason: components["schemas"]["GapReason"];
            startMs: components["schemas"]["Ms"];
        };
        Upload: {
            complete?: {
                /** @constant */
                method: "POST";
                /** @description Below the API's address. */
                path: string;
            };
            /** @description When the addresses open no longer. */
            expiresAt: components["schemas"]["DateTime"];
            /** @description What is to be sent with each `PUT`. */
            headers: {
                [key: string]: string;
            };
            jobId: string;
            /** @constant */
            method: "PUT";
            parts?: {
                bytes: number;
                partNumber: number;
                url: string;
            }[];
            /** @description Of a file in one piece. */
            url?: string;
        };
        UploadedParts: {
            parts: {
                etag: string;
                partNumber: number;
            }[];
        };
        UploadRequest: {
            bytes: number;
            clientToken?: string;
            /**
             * @description `video/…`, `application/mp4` or `application/octet-stream`.
             * @default application/octet-stream
             */
            contentType?: string;
            fileName: string;
            /** @enum {string} */
            method?: "auto" | "copy" | "transcode";
            /** @description Of the file, hexadecimal: another is refused. Of a file in parts it is noted. */
            sha256?: string;
        };
    };
    responses: {
        /** @description The token lacks the scope or the stream; or the signer's policy does not allow it. */
        AccessDenied: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": {
                 *         "code": "AccessDenied",
                 *         "message": "stream: front-door is not among the streams that you may reach"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorAnswer"] | components["schemas"]["GatewayAnswer"];
            };
        };
        /** @description It stands already and says something else, or somebody changes it at this moment. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": {
                 *         "code": "Conflict",
                 *         "message": "clientToken: a run was asked for under it with another range"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Anything else; see `ErrorCode`. */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": {
                 *         "code": "Throttled",
                 *         "message": "ListFragments: a quota was hit"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorAnswer"] | components["schemas"]["GatewayAnswer"];
            };
        };
        /** @description It was there and is no longer; or a link is past its time. */
        Expired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": {
                 *         "code": "Expired",
                 *         "message": "the link is past its time"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description A parameter or field is wrong, missing or unknown; the message names it. */
        InvalidInput: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": {
                 *         "code": "InvalidInput",
                 *         "message": "from: \"yesterday\" is no time; give RFC 3339 such as 2026-11-21T14:00:00Z, or epoch milliseconds, or relative such as -2h"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description There is no such thing (`NotFound`), or not yet (`NotYetAvailable`). */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": {
                 *         "code": "NotFound",
                 *         "message": "stream: front-door is not enrolled"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorAnswer"] | components["schemas"]["GatewayAnswer"];
            };
        };
        /** @description What a player is given. */
        Session: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "url": "https://b-1a2b3c4d.kinesisvideo.us-east-1.amazonaws.com/hls/v1/getHLSMasterPlaylist.m3u8?SessionToken=CiAM",
                 *       "expiresAt": "2026-11-21T15:00:00.000Z",
                 *       "source": "kvs",
                 *       "protocol": "HLS",
                 *       "mode": "ON_DEMAND"
                 *     }
                 */
                "application/json": components["schemas"]["Session"];
            };
        };
        /** @description No token, or one that is forged, expired or for somebody else. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "message": "Unauthorized"
                 *     }
                 */
                "application/json": components["schemas"]["GatewayAnswer"];
            };
        };
        /** @description The footage cannot be had in this form. */
        UnsupportedMedia: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": {
                 *         "code": "UnsupportedMedia",
                 *         "message": "no MP4 can hold this codec; ask for Matroska"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
    };
    parameters: {
        /** @description What HLS segments are; DASH has FRAGMENTED_MP4 alone. */
        container: "FRAGMENTED_MP4" | "MPEG_TS";
        /** @description Between which fragments HLS tells the player to begin its timeline anew; DASH has no such thing. */
        discontinuity: "ALWAYS" | "NEVER" | "ON_DISCONTINUITY";
        /**
         * @description The `exportId` that was given for it.
         * @example export-0f6d19d87ea7919a2b3c4d5e
         */
        exportId: string;
        /**
         * @description Where the span begins, in producer time.
         * @example 2026-11-21T14:00:00Z
         */
        from: components["schemas"]["Time"];
        /**
         * @description The `jobId` that was given for it.
         * @example package-0f6d19d87ea7919a2b3c4d5e
         */
        jobId: string;
        /**
         * @description How many items a page holds at most.
         * @example 100
         */
        limit: number;
        /**
         * @description Fragments in one playlist; where it is left out, as many as the span can hold on demand, and 5 live.
         * @example 10
         */
        maxResults: number;
        /** @description The `nextToken` of the page before. */
        nextToken: string;
        /**
         * @description What the player speaks.
         * @example HLS
         */
        protocol: "HLS" | "DASH";
        /**
         * @description How long the address opens, in seconds.
         * @example 3600
         */
        sessionExpires: number;
        /**
         * @description The name of the KVS stream.
         * @example front-door
         */
        stream: components["schemas"]["StreamName"];
        /** @description Whether playlist and manifest tell each fragment's time. */
        timestamps: "ALWAYS" | "NEVER";
        /**
         * @description Where the span ends; not part of it.
         * @example 2026-11-21T15:00:00Z
         */
        to: components["schemas"]["Time"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listChanges: {
        parameters: {
            query?: {
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of changes, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "atMs": 1795269600000,
                     *           "requestId": "0aH3kgXlDoEEJ5A=",
                     *           "subject": "arn:aws:iam::123456789012:user/anna",
                     *           "kind": "iam",
                     *           "route": "POST /v1/exports",
                     *           "parameters": {},
                     *           "body": {
                     *             "stream": "front-door",
                     *             "from": 1795262400000,
                     *             "to": 1795269600000
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ChangeList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    getClip: {
        parameters: {
            query?: {
                /**
                 * @description How long the links open, in seconds.
                 * @example 600
                 */
                expires?: number;
            };
            header?: never;
            path: {
                /**
                 * @description As the timeline gives it.
                 * @example front-door~1795269183222~4bc6f3d31c19
                 */
                clipId: components["schemas"]["ClipId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The clip. What no MP4 can hold has a bundle alone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clipId": "front-door~1795269183222~4bc6f3d31c19",
                     *       "streamName": "front-door",
                     *       "streamArn": "arn:aws:kinesisvideo:us-east-1:123456789012:stream/front-door/1795000000000",
                     *       "startMs": 1795268883222,
                     *       "endMs": 1795269183222,
                     *       "fragments": [
                     *         "91343852333181432392682062607743920146264265371"
                     *       ],
                     *       "source": "GET_CLIP",
                     *       "retention": "events",
                     *       "retiresAt": "2026-12-21T14:00:00.000Z",
                     *       "archivedAt": "2026-11-21T14:00:00.000Z",
                     *       "durationMs": 300066,
                     *       "codec": "avc1.64001f",
                     *       "width": 1280,
                     *       "height": 720,
                     *       "clip": {
                     *         "bytes": 48211377,
                     *         "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *         "url": "https://archive.s3.us-east-1.amazonaws.com/clips/front-door/clip.mp4?X-Amz-Signature=12ab",
                     *         "manifestUrl": "https://archive.s3.us-east-1.amazonaws.com/clips/front-door/clip.json?X-Amz-Signature=34cd",
                     *         "urlExpiresAt": "2026-11-21T15:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ArchivedClip"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Error"];
        };
    };
    getCosts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The estimate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "currency": "USD",
                     *       "from": "2026-11-01T00:00:00.000Z",
                     *       "to": "2026-11-21T14:00:00.000Z",
                     *       "dollars": 11.42,
                     *       "services": [
                     *         {
                     *           "service": "Lambda",
                     *           "part": "archiving",
                     *           "dollars": 0.21
                     *         },
                     *         {
                     *           "service": "S3 storage",
                     *           "part": "footage",
                     *           "dollars": 4.1
                     *         }
                     *       ],
                     *       "counted": {
                     *         "streams": 2,
                     *         "ofStreams": 2,
                     *         "complete": true,
                     *         "passes": 11800,
                     *         "clips": 11800,
                     *         "bundles": 11800,
                     *         "fragments": 1770000,
                     *         "footageMs": 3540000000,
                     *         "bytes": 1770000000000
                     *       },
                     *       "prices": {
                     *         "date": "2026-11-21",
                     *         "region": "us-east-1",
                     *         "unverified": [
                     *           "s3PutRequest"
                     *         ]
                     *       },
                     *       "measuredAt": "2026-11-21T03:00:00.000Z",
                     *       "notHeld": [
                     *         "stored-before",
                     *         "viewing"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Costs"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    listDetections: {
        parameters: {
            query?: {
                /**
                 * @description Where the span begins, in producer time.
                 * @example 2026-11-21T14:00:00Z
                 */
                from?: components["parameters"]["from"];
                /**
                 * @description A label as it is spelt in `/labels`.
                 * @example Person
                 */
                label?: string;
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
                /**
                 * @description One stream; without it every stream that the caller may reach.
                 * @example front-door
                 */
                stream?: components["schemas"]["StreamName"];
                /**
                 * @description Where the span ends; not part of it.
                 * @example 2026-11-21T15:00:00Z
                 */
                to?: components["parameters"]["to"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of detections, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "label": "Person",
                     *           "confidence": 91.4,
                     *           "streamName": "front-door",
                     *           "producerMs": 1795269183222,
                     *           "fragmentNumber": "91343852333181432392682062607589146487325476543",
                     *           "imageUrl": "https://images.s3.eu-west-1.amazonaws.com/images/front-door/a.jpg?X-Amz-Signature=0f",
                     *           "imageId": "4bc6f3d31c190a2b",
                     *           "parents": [],
                     *           "instances": [
                     *             {
                     *               "confidence": 91.4,
                     *               "box": {
                     *                 "left": 0.1,
                     *                 "top": 0.2,
                     *                 "width": 0.3,
                     *                 "height": 0.6
                     *               }
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DetectionList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    reportDeviceSegment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The caller's own thing name, and the report's `deviceID`.
                 * @example cam-1
                 */
                thing: components["schemas"]["Identifier"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "clientID": "7a3e-1",
                 *       "deviceID": "cam-1",
                 *       "streamName": "front-door",
                 *       "begTime": "1795269183222",
                 *       "endTime": "1795269206866",
                 *       "duration": "22"
                 *     }
                 */
                "application/json": components["schemas"]["SegmentReport"];
            };
        };
        responses: {
            /** @description The report as it is kept. The same report again is the same, with the time of the first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clientID": "7a3e-1",
                     *       "deviceID": "cam-1",
                     *       "streamName": "front-door",
                     *       "begTime": "1795269183222",
                     *       "endTime": "1795269206866",
                     *       "duration": "22",
                     *       "writtenMs": 1795269207311
                     *     }
                     */
                    "application/json": components["schemas"]["Segment"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /**
                 * @description Where the span begins, in producer time.
                 * @example 2026-11-21T14:00:00Z
                 */
                from?: components["parameters"]["from"];
                /**
                 * @description A label as it is spelt in `/labels`.
                 * @example Person
                 */
                label?: string;
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
                /**
                 * @description One stream; without it every stream that the caller may reach.
                 * @example front-door
                 */
                stream?: components["schemas"]["StreamName"];
                /**
                 * @description Where the span ends; not part of it.
                 * @example 2026-11-21T15:00:00Z
                 */
                to?: components["parameters"]["to"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events by their begin, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "eventId": "front-door~people~1795269183222",
                     *           "streamName": "front-door",
                     *           "rule": "people",
                     *           "beginMs": 1795269183222,
                     *           "endMs": 1795269192222,
                     *           "labels": [
                     *             "Person"
                     *           ],
                     *           "best": {
                     *             "label": "Person",
                     *             "confidence": 91.4,
                     *             "producerMs": 1795269186222,
                     *             "imageId": "4bc6f3d31c190a2b"
                     *           },
                     *           "notifiedMs": 1795269188000
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["EventList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    listExecutions: {
        parameters: {
            query?: {
                /**
                 * @description Where the span begins, in producer time.
                 * @example 2026-11-21T14:00:00Z
                 */
                from?: components["parameters"]["from"];
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /**
                 * @description Only runs of this machine, such as `archive`.
                 * @example archive
                 */
                machine?: string;
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
                /**
                 * @description Only runs of this status.
                 * @example FAILED
                 */
                status?: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
                /**
                 * @description Where the span ends; not part of it.
                 * @example 2026-11-21T15:00:00Z
                 */
                to?: components["parameters"]["to"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "executionId": "5f2c1a60-8b7e-4d39-9c10-1f2e3d4c5b6a",
                     *           "machine": "archive",
                     *           "status": "FAILED",
                     *           "startedAt": "2026-11-21T14:00:00.000Z",
                     *           "endedAt": "2026-11-21T14:00:31.000Z",
                     *           "redrives": 0
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RunList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    getExecution: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `executionId` that started it.
                 * @example backfill-0f6d19d87ea7919a2b3c4d5e
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run; of one over a single stream, how far it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "executionId": "backfill-0f6d19d87ea7919a2b3c4d5e",
                     *       "status": "RUNNING",
                     *       "startedAt": "2026-11-21T14:00:00.000Z",
                     *       "streamName": "front-door",
                     *       "from": "2026-11-20T00:00:00.000Z",
                     *       "to": "2026-11-21T00:00:00.000Z",
                     *       "progress": {
                     *         "passes": 2,
                     *         "clips": 24,
                     *         "bundles": 24,
                     *         "gaps": 0,
                     *         "fragments": 4800,
                     *         "footageMs": 7200000,
                     *         "left": {
                     *           "openPlans": 3,
                     *           "fragments": 52000,
                     *           "gaps": 0,
                     *           "gapFragments": 0,
                     *           "footageMs": 79200000
                     *         },
                     *         "timesRealTime": 41.5,
                     *         "expectedEndMs": 1795271508000,
                     *         "retentionUntilMs": 1795737600000
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Execution"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    redriveExecution: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `executionId`.
                 * @example 5f2c1a60-8b7e-4d39-9c10-1f2e3d4c5b6a
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It goes on. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "executionId": "5f2c1a60-8b7e-4d39-9c10-1f2e3d4c5b6a",
                     *       "redrivenAt": "2026-11-21T15:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["RunRedriven"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    getExecutionStates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `executionId`.
                 * @example 5f2c1a60-8b7e-4d39-9c10-1f2e3d4c5b6a
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run, state by state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "executionId": "5f2c1a60-8b7e-4d39-9c10-1f2e3d4c5b6a",
                     *       "executionArn": "arn:aws:states:eu-central-1:123456789012:execution:kvs-archiver-prod-archive:5f2c1a60-8b7e-4d39-9c10-1f2e3d4c5b6a",
                     *       "machine": "archive",
                     *       "status": "FAILED",
                     *       "startedAt": "2026-11-21T14:00:00.000Z",
                     *       "endedAt": "2026-11-21T14:00:31.000Z",
                     *       "error": {
                     *         "code": "Internal",
                     *         "message": "what nobody foresaw"
                     *       },
                     *       "definition": {
                     *         "startAt": "PrepareRun",
                     *         "states": [
                     *           {
                     *             "name": "PrepareRun",
                     *             "type": "Task",
                     *             "ways": [
                     *               {
                     *                 "to": "Done",
                     *                 "by": "next"
                     *               }
                     *             ]
                     *           },
                     *           {
                     *             "name": "Done",
                     *             "type": "Succeed",
                     *             "ways": []
                     *           }
                     *         ]
                     *       },
                     *       "states": [
                     *         {
                     *           "name": "PrepareRun",
                     *           "outcome": "failed",
                     *           "entered": 1,
                     *           "failed": 1,
                     *           "caught": 0,
                     *           "retried": 3,
                     *           "error": {
                     *             "code": "Internal",
                     *             "message": "what nobody foresaw"
                     *           },
                     *           "startedAt": "2026-11-21T14:00:00.100Z",
                     *           "endedAt": "2026-11-21T14:00:30.900Z"
                     *         }
                     *       ],
                     *       "children": [],
                     *       "passes": [],
                     *       "complete": true,
                     *       "redrive": {
                     *         "possible": true,
                     *         "count": 0
                     *       },
                     *       "touched": [
                     *         {
                     *           "promise": "run-again",
                     *           "states": [
                     *             "PrepareRun"
                     *           ]
                     *         }
                     *       ],
                     *       "remedy": "redrive"
                     *     }
                     */
                    "application/json": components["schemas"]["RunStates"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    listExports: {
        parameters: {
            query?: {
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them, without their files. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "exportId": "export-0f6d19d87ea7919a2b3c4d5e",
                     *           "executionId": "export-0f6d19d87ea7919a2b3c4d5e",
                     *           "streamName": "front-door",
                     *           "from": "2026-11-21T14:00:00.000Z",
                     *           "to": "2026-11-21T15:00:00.000Z",
                     *           "gaps": "cut",
                     *           "status": "RUNNING",
                     *           "percent": 40,
                     *           "bytes": 448790528,
                     *           "createdAt": "2026-11-21T16:00:00.000Z",
                     *           "createdBy": "anna"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ExportList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    startExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "stream": "front-door",
                 *       "from": "2026-11-21T14:00:00Z",
                 *       "to": "2026-11-21T15:00:00Z",
                 *       "gaps": "keep"
                 *     }
                 */
                "application/json": components["schemas"]["ExportRequest"];
            };
        };
        responses: {
            /** @description It is being made. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "exportId": "export-0f6d19d87ea7919a2b3c4d5e",
                     *       "executionId": "export-0f6d19d87ea7919a2b3c4d5e",
                     *       "status": "QUEUED"
                     *     }
                     */
                    "application/json": components["schemas"]["ExportStarted"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    getExport: {
        parameters: {
            query?: {
                /** @description How long the links open, in seconds. */
                expires?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The `exportId` that was given for it.
                 * @example export-0f6d19d87ea7919a2b3c4d5e
                 */
                id: components["parameters"]["exportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The export. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "exportId": "export-0f6d19d87ea7919a2b3c4d5e",
                     *       "executionId": "export-0f6d19d87ea7919a2b3c4d5e",
                     *       "streamName": "front-door",
                     *       "from": "2026-11-21T14:00:00.000Z",
                     *       "to": "2026-11-21T15:00:00.000Z",
                     *       "gaps": "cut",
                     *       "status": "COMPLETE",
                     *       "percent": 100,
                     *       "bytes": 448790528,
                     *       "createdAt": "2026-11-21T16:00:00.000Z",
                     *       "createdBy": "anna",
                     *       "endedAt": "2026-11-21T16:00:21.000Z",
                     *       "filesExpireAt": "2026-11-28T16:00:21.000Z",
                     *       "files": [
                     *         {
                     *           "url": "https://exports.s3.us-east-1.amazonaws.com/exports/export-0f6d19d87ea7919a2b3c4d5e/0/front-door.mp4?X-Amz-Expires=3600",
                     *           "expiresAt": "2026-11-21T17:10:00.000Z",
                     *           "fileName": "front-door_20261121T140000Z_20261121T150000Z.mp4",
                     *           "bytes": 448790528,
                     *           "crc64nvme": "zm+9gQbTmmo=",
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "startMs": 1795269600000,
                     *           "endMs": 1795273200000,
                     *           "durationMs": 3598000,
                     *           "codecs": [
                     *             "avc1.64001f",
                     *             "mp4a.40.2"
                     *           ],
                     *           "clips": 12
                     *         }
                     *       ],
                     *       "skipped": [
                     *         {
                     *           "startMs": 1795270000000,
                     *           "endMs": 1795270002000,
                     *           "reason": "not-recorded"
                     *         }
                     *       ],
                     *       "skippedCount": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    deleteExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `exportId` that was given for it.
                 * @example export-0f6d19d87ea7919a2b3c4d5e
                 */
                id: components["parameters"]["exportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken back. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": {
                        signIn?: components["schemas"]["SignIn"];
                        /** @constant */
                        status: "ok";
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            default: components["responses"]["Error"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them, without addresses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "jobId": "package-0f6d19d87ea7919a2b3c4d5e",
                     *           "status": "PROGRESSING",
                     *           "percent": 40,
                     *           "fileName": "wedding.mp4",
                     *           "method": "transcode",
                     *           "createdAt": "2026-11-21T16:00:00.000Z",
                     *           "createdBy": "anna"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["JobList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `jobId` that was given for it.
                 * @example package-0f6d19d87ea7919a2b3c4d5e
                 */
                id: components["parameters"]["jobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobId": "package-0f6d19d87ea7919a2b3c4d5e",
                     *       "status": "COMPLETE",
                     *       "percent": 100,
                     *       "fileName": "wedding.mp4",
                     *       "method": "transcode",
                     *       "createdAt": "2026-11-21T16:00:00.000Z",
                     *       "createdBy": "anna",
                     *       "endedAt": "2026-11-21T16:02:00.000Z",
                     *       "bytes": 48790528,
                     *       "durationMs": 60000,
                     *       "probe": {
                     *         "container": "mp4",
                     *         "bytes": 18790528,
                     *         "durationMs": 60000,
                     *         "video": {
                     *           "codec": "avc",
                     *           "codecString": "avc1.64001f",
                     *           "codedWidth": 1920,
                     *           "codedHeight": 1080,
                     *           "width": 1920,
                     *           "height": 1080,
                     *           "rotation": 0,
                     *           "frameRate": 29.97,
                     *           "variableFrameRate": false,
                     *           "interlaced": false
                     *         },
                     *         "audio": {
                     *           "codec": "aac",
                     *           "codecString": "mp4a.40.2",
                     *           "sampleRate": 48000,
                     *           "channels": 2
                     *         }
                     *       },
                     *       "renditions": 4,
                     *       "expiresAt": "2027-11-28T16:00:00.000Z",
                     *       "outputs": {
                     *         "hls": "https://d111111abcdef8.cloudfront.net/archive/packages/TOKEN/index.m3u8",
                     *         "poster": "https://d111111abcdef8.cloudfront.net/packages/package-0f6d19d87ea7919a2b3c4d5e/poster.jpg?Policy=P&Signature=S&Key-Pair-Id=K",
                     *         "sprite": "https://d111111abcdef8.cloudfront.net/archive/packages/TOKEN/sprite.vtt",
                     *         "original": "https://d111111abcdef8.cloudfront.net/packages/package-0f6d19d87ea7919a2b3c4d5e/original.mp4?Policy=P&Signature=S&Key-Pair-Id=K"
                     *       },
                     *       "outputsExpireAt": "2026-11-22T05:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    deleteJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `jobId` that was given for it.
                 * @example package-0f6d19d87ea7919a2b3c4d5e
                 */
                id: components["parameters"]["jobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken back. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    listLabels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, in order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "label": "Person",
                     *           "lastSeenMs": 1795219200000
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LabelList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    listMachines: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "machine": "archive",
                     *           "type": "STANDARD"
                     *         },
                     *         {
                     *           "machine": "analyze",
                     *           "type": "EXPRESS"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MachineList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    getMachine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its name, such as `archive`.
                 * @example archive
                 */
                machine: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The definition that its next run begins with. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "machine": "archive",
                     *       "type": "STANDARD",
                     *       "definition": {
                     *         "comment": "Every fragment into one clip.",
                     *         "startAt": "PrepareRun",
                     *         "states": [
                     *           {
                     *             "name": "PrepareRun",
                     *             "type": "Task",
                     *             "ways": [
                     *               {
                     *                 "to": "Streams",
                     *                 "by": "next"
                     *               }
                     *             ]
                     *           },
                     *           {
                     *             "name": "Streams",
                     *             "type": "Map",
                     *             "children": "EXPRESS",
                     *             "ways": [
                     *               {
                     *                 "to": "Done",
                     *                 "by": "next"
                     *               }
                     *             ],
                     *             "inner": [
                     *               {
                     *                 "startAt": "ListFragments",
                     *                 "states": [
                     *                   {
                     *                     "name": "ListFragments",
                     *                     "type": "Task",
                     *                     "ways": []
                     *                   }
                     *                 ]
                     *               }
                     *             ]
                     *           },
                     *           {
                     *             "name": "Done",
                     *             "type": "Succeed",
                     *             "ways": []
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Machine"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    packageRange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "stream": "front-door",
                 *       "from": "2026-11-21T14:00:00Z",
                 *       "to": "2026-11-21T15:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["PackageRequest"];
            };
        };
        responses: {
            /** @description It is being made. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobId": "package-0f6d19d87ea7919a2b3c4d5e",
                     *       "status": "SUBMITTED",
                     *       "percent": 0,
                     *       "streamName": "front-door",
                     *       "from": "2026-11-21T14:00:00.000Z",
                     *       "to": "2026-11-21T15:00:00.000Z",
                     *       "createdAt": "2026-11-21T16:00:00.000Z",
                     *       "createdBy": "anna"
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    listSegments: {
        parameters: {
            query?: {
                /** @description A segment's own id; not together with `deviceID`. */
                clientID?: components["schemas"]["Identifier"];
                /**
                 * @description The device that recorded them.
                 * @example cam-1
                 */
                deviceID?: components["schemas"]["Identifier"];
                /**
                 * @description Where the span begins, in producer time.
                 * @example 2026-11-21T14:00:00Z
                 */
                from?: components["parameters"]["from"];
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
                /**
                 * @description Where the span ends; not part of it.
                 * @example 2026-11-21T15:00:00Z
                 */
                to?: components["parameters"]["to"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of segments, by the end of their footage. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "clientID": "7a3e-1",
                     *           "deviceID": "cam-1",
                     *           "streamName": "front-door",
                     *           "begTime": "1795269183222",
                     *           "endTime": "1795269206866",
                     *           "duration": "22",
                     *           "writtenMs": 1795269207311
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SegmentList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    reportSegment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "clientID": "7a3e-1",
                 *       "deviceID": "cam-1",
                 *       "streamName": "front-door",
                 *       "begTime": "1795269183222",
                 *       "endTime": "1795269206866",
                 *       "duration": "22"
                 *     }
                 */
                "application/json": components["schemas"]["SegmentReport"];
            };
        };
        responses: {
            /** @description The report as it is kept. The same report again is the same, with the time of the first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clientID": "7a3e-1",
                     *       "deviceID": "cam-1",
                     *       "streamName": "front-door",
                     *       "begTime": "1795269183222",
                     *       "endTime": "1795269206866",
                     *       "duration": "22",
                     *       "writtenMs": 1795269207311
                     *     }
                     */
                    "application/json": components["schemas"]["Segment"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    openSegmentSession: {
        parameters: {
            query?: {
                /** @description What HLS segments are; DASH has FRAGMENTED_MP4 alone. */
                container?: components["parameters"]["container"];
                /** @description Between which fragments HLS tells the player to begin its timeline anew; DASH has no such thing. */
                discontinuity?: components["parameters"]["discontinuity"];
                /**
                 * @description How long the address opens, in seconds.
                 * @example 3600
                 */
                expires?: components["parameters"]["sessionExpires"];
                /**
                 * @description Fragments in one playlist; where it is left out, as many as the span can hold on demand, and 5 live.
                 * @example 10
                 */
                maxResults?: components["parameters"]["maxResults"];
                /**
                 * @description What the player speaks.
                 * @example HLS
                 */
                protocol?: components["parameters"]["protocol"];
                /** @description Whether playlist and manifest tell each fragment's time. */
                timestamps?: components["parameters"]["timestamps"];
            };
            header?: never;
            path: {
                /**
                 * @description The segment's own id.
                 * @example 7a3e-1
                 */
                clientID: components["schemas"]["Identifier"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Session"];
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnsupportedMedia"];
            default: components["responses"]["Error"];
        };
    };
    openShare: {
        parameters: {
            query?: {
                /** @description Which of an export's files, from 1. */
                file?: string;
                /** @description Where the link asks for one; players may send it as HTTP Basic instead. */
                password?: string;
            };
            header?: never;
            path: {
                /**
                 * @description As it stands at the end of the shared address.
                 * @example 4xUFbp1tQ8mYVvXH.m3J0Jm9cHn1kq1dFQh3o1nq0hXv3b1cJ7b0qkq3m5uA
                 */
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There it is. */
            302: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            /** @description It asks for its password. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "AccessDenied",
                     *         "message": "this link asks for its password"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            404: components["responses"]["NotFound"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Error"];
        };
    };
    listShares: {
        parameters: {
            query?: {
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
                /** @description Only those that the caller made. */
                own?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "shareId": "4xUFbp1tQ8mYVvXH",
                     *           "streamName": "front-door",
                     *           "kind": "footage",
                     *           "from": "2026-11-21T14:00:00.000Z",
                     *           "to": "2026-11-21T15:00:00.000Z",
                     *           "createdAt": "2026-11-21T16:00:00.000Z",
                     *           "createdBy": "anna",
                     *           "expiresAt": "2026-11-28T16:00:00.000Z",
                     *           "status": "OPEN",
                     *           "hasPassword": false,
                     *           "opened": 2,
                     *           "lastOpenedAt": "2026-11-21T17:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ShareList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    createShare: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "stream": "front-door",
                 *       "from": "2026-11-21T14:00:00Z",
                 *       "to": "2026-11-21T15:00:00Z",
                 *       "expiresIn": 86400
                 *     }
                 */
                "application/json": components["schemas"]["ShareRequest"];
            };
        };
        responses: {
            /** @description The link. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "shareId": "4xUFbp1tQ8mYVvXH",
                     *       "streamName": "front-door",
                     *       "kind": "footage",
                     *       "from": "2026-11-21T14:00:00.000Z",
                     *       "to": "2026-11-21T15:00:00.000Z",
                     *       "createdAt": "2026-11-21T16:00:00.000Z",
                     *       "createdBy": "anna",
                     *       "expiresAt": "2026-11-22T16:00:00.000Z",
                     *       "status": "OPEN",
                     *       "hasPassword": false,
                     *       "opened": 0,
                     *       "url": "https://d111111abcdef8.cloudfront.net/v1/shared/4xUFbp1tQ8mYVvXH.m3J0Jm9cHn1kq1dFQh3o1nq0hXv3b1cJ7b0qkq3m5uA"
                     *     }
                     */
                    "application/json": components["schemas"]["Share"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    deleteShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its `shareId`.
                 * @example 4xUFbp1tQ8mYVvXH
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken back. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    listStreams: {
        parameters: {
            query?: {
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of streams, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "streamName": "front-door",
                     *           "streamArn": "arn:aws:kinesisvideo:eu-west-1:123456789012:stream/front-door/1795000000000",
                     *           "settings": {
                     *             "since": "retention",
                     *             "tries": 5,
                     *             "fragments": "all",
                     *             "source": "clip",
                     *             "retention": "standard",
                     *             "expects": "continuous",
                     *             "enabled": true
                     *           }
                     *         }
                     *       ],
                     *       "nextToken": "ZnJvbnQtZG9vcg"
                     *     }
                     */
                    "application/json": components["schemas"]["StreamList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    getStream: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "streamName": "front-door",
                     *       "streamArn": "arn:aws:kinesisvideo:eu-west-1:123456789012:stream/front-door/1795000000000",
                     *       "settings": {
                     *         "since": "retention",
                     *         "tries": 5,
                     *         "fragments": "all",
                     *         "source": "clip",
                     *         "retention": "standard",
                     *         "expects": "continuous",
                     *         "enabled": true
                     *       },
                     *       "state": {
                     *         "watermarkMs": 1795269595000,
                     *         "openPlans": 0,
                     *         "retentionHours": 168,
                     *         "lagMs": 5000,
                     *         "condition": "in-order",
                     *         "behind": false,
                     *         "silent": false,
                     *         "losingSoon": false,
                     *         "newestFragmentMs": 1795269594000,
                     *         "silentForMs": 1000,
                     *         "fragments": {
                     *           "fragmentMs": 1500,
                     *           "bytesPerFragment": 187500,
                     *           "fragmentsPerClip": 200,
                     *           "longestClipMs": 300000,
                     *           "inWords": "1.5 s x 200 = 300 s"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Stream"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    enrolStream: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        /** @description The settings; no body at all enrols the stream with the defaults. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "since": "retention",
                 *       "fragments": "all",
                 *       "expects": "events",
                 *       "silenceSeconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["EnrolmentSettings"];
            };
        };
        responses: {
            /** @description The stream as it stands now, with what is worth a warning. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "streamName": "front-door",
                     *       "streamArn": "arn:aws:kinesisvideo:eu-west-1:123456789012:stream/front-door/1795000000000",
                     *       "settings": {
                     *         "since": "retention",
                     *         "tries": 5,
                     *         "fragments": "all",
                     *         "source": "clip",
                     *         "retention": "standard",
                     *         "expects": "continuous",
                     *         "enabled": true
                     *       },
                     *       "warnings": [
                     *         "KVS keeps front-door for 2 h only: footage that waits longer for a repair is lost"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Stream"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    withdrawStream: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is archived no longer. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    getArchivePlaylist: {
        parameters: {
            query: {
                /**
                 * @description Where the span begins, in producer time.
                 * @example 2026-11-21T14:00:00Z
                 */
                from: components["schemas"]["Time"];
                /**
                 * @description Where the span ends; not part of it.
                 * @example 2026-11-21T15:00:00Z
                 */
                to?: components["parameters"]["to"];
                /**
                 * @description `VOD`: all footage of the span as it is known now, in order of time, with an end. For who begins to
                 *     watch; a player that follows a growing span stays with that.
                 */
                type?: "VOD";
            };
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The playlist. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example #EXTM3U
                     *     #EXT-X-VERSION:7
                     *     #EXT-X-TARGETDURATION:6
                     *     #EXT-X-MEDIA-SEQUENCE:0
                     *     #EXT-X-PLAYLIST-TYPE:VOD
                     *     #EXT-X-INDEPENDENT-SEGMENTS
                     *     #EXT-X-MAP:URI="../../../archive/AYkD…/1795269183222-4bc6f3d31c19/init.mp4"
                     *     #EXT-X-PROGRAM-DATE-TIME:2026-11-21T13:52:51.262Z
                     *     #EXTINF:6.000,
                     *     ../../../archive/AYkD…/1795269183222-4bc6f3d31c19/0.m4s
                     *     #EXT-X-ENDLIST
                     */
                    "application/vnd.apple.mpegurl": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    backfillStream: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-11-20T00:00:00Z",
                 *       "to": "2026-11-21T00:00:00Z",
                 *       "clientToken": "repair-of-friday"
                 *     }
                 */
                "application/json": components["schemas"]["BackfillRequest"];
            };
        };
        responses: {
            /** @description What a backfill would do (`dryRun`). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "streamName": "front-door",
                     *       "listed": 57600,
                     *       "known": 57400,
                     *       "plans": 1,
                     *       "gaps": 1,
                     *       "fragments": 200,
                     *       "bytes": 37500000,
                     *       "footageMs": 300000,
                     *       "mediaPoints": 400,
                     *       "seconds": 1,
                     *       "expiresMs": 1795737600000
                     *     }
                     */
                    "application/json": components["schemas"]["BackfillEstimate"];
                };
            };
            /** @description It is being done; ask `GET /executions/{id}` how it fares. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "executionId": "backfill-0f6d19d87ea7919a2b3c4d5e",
                     *       "streamName": "front-door",
                     *       "from": "2026-11-20T00:00:00.000Z",
                     *       "to": "2026-11-21T00:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["StartedExecution"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    listStreamChanges: {
        parameters: {
            query?: {
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
            };
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of changes, newest first; also of a stream that is enrolled no more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "stream": "front-door",
                     *           "atMs": 1795269600000,
                     *           "requestId": "0aH3kgXlDoEEJ5A=",
                     *           "subject": "5b1e6c0a-anna",
                     *           "kind": "user",
                     *           "route": "PUT /v1/streams/{stream}",
                     *           "parameters": {
                     *             "stream": "front-door"
                     *           },
                     *           "fields": {
                     *             "enabled": {
                     *               "before": true,
                     *               "after": false
                     *             }
                     *           }
                     *         }
                     *       ],
                     *       "nextToken": "MDAxNzk1MjY5NjAwMDAwIzBhSDNrZ1hsRG9FRUo1QT0"
                     *     }
                     */
                    "application/json": components["schemas"]["ChangeList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    requestClip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-11-21T14:00:00Z",
                 *       "to": "2026-11-21T15:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["ClipRequest"];
            };
        };
        responses: {
            /** @description It is being made. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "executionId": "request-0f6d19d87ea7919a2b3c4d5e",
                     *       "streamName": "front-door",
                     *       "from": "2026-11-21T14:00:00.000Z",
                     *       "to": "2026-11-21T15:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["RequestStarted"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    listFragments: {
        parameters: {
            query?: {
                /**
                 * @description Where the span begins, in producer time.
                 * @example 2026-11-21T14:00:00Z
                 */
                from?: components["parameters"]["from"];
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
                /**
                 * @description By which clock the span is meant, the camera's or the service's.
                 * @example producer
                 */
                selector?: "producer" | "server";
                /**
                 * @description Where the span ends; not part of it.
                 * @example 2026-11-21T15:00:00Z
                 */
                to?: components["parameters"]["to"];
            };
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of fragments. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "number": "91343852333181432392682062607743920146264265371",
                     *           "producerMs": 1795269183222,
                     *           "serverMs": 1795269183790,
                     *           "lengthMs": 1933,
                     *           "bytes": 482113
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FragmentList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    requestFragments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "numbers": [
                 *         "91343852333181432392682062607743920146264265371"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["FragmentsRequest"];
            };
        };
        responses: {
            /** @description It is being made. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "executionId": "request-7919a2b3c4d5e0f6d19d87ea",
                     *       "streamName": "front-door",
                     *       "numbers": [
                     *         "91343852333181432392682062607743920146264265371"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RequestStarted"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    listGaps: {
        parameters: {
            query?: {
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
            };
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of gaps, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "clock": "producer",
                     *           "startMs": 1795269000000,
                     *           "endMs": 1795269300000,
                     *           "reason": "failed",
                     *           "fragments": 200,
                     *           "planId": "3f1c9a7be0d24c55",
                     *           "tries": 5,
                     *           "error": "GetClip: 500 InternalFailure",
                     *           "rounds": 1,
                     *           "firstFailedMs": 1795269400000,
                     *           "nextTryMs": 1795270300000,
                     *           "expiresMs": 1795873800000
                     *         },
                     *         {
                     *           "clock": "server",
                     *           "startMs": 1795100000000,
                     *           "endMs": 1795103600000,
                     *           "reason": "expired"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GapList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    listImages: {
        parameters: {
            query?: {
                /**
                 * @description Where the span begins, in producer time.
                 * @example 2026-11-21T14:00:00Z
                 */
                from?: components["parameters"]["from"];
                /** @description Only those in which something was seen, or only the others. */
                labelled?: boolean;
                /**
                 * @description How many items a page holds at most.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `nextToken` of the page before. */
                nextToken?: components["parameters"]["nextToken"];
                /**
                 * @description Where the span ends; not part of it.
                 * @example 2026-11-21T15:00:00Z
                 */
                to?: components["parameters"]["to"];
            };
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of images, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "imageId": "4bc6f3d31c190a2b",
                     *           "streamName": "front-door",
                     *           "producerMs": 1795269183222,
                     *           "serverMs": 1795269184630,
                     *           "fragmentNumber": "91343852333181432392682062607589146487325476543",
                     *           "bytes": 14211,
                     *           "contentType": "image/jpeg",
                     *           "tags": {
                     *             "gate": "north"
                     *           },
                     *           "status": "labelled",
                     *           "labels": [
                     *             {
                     *               "label": "Person",
                     *               "confidence": 91.4,
                     *               "parents": [],
                     *               "instances": []
                     *             }
                     *           ],
                     *           "imageUrl": "https://images.s3.eu-west-1.amazonaws.com/images/front-door/a.jpg?X-Amz-Signature=0f"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ImageList"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            default: components["responses"]["Error"];
        };
    };
    requestImages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-11-21T14:00:00Z",
                 *       "to": "2026-11-21T14:01:00Z",
                 *       "every": "10s",
                 *       "width": 640
                 *     }
                 */
                "application/json": components["schemas"]["ImageRequest"];
            };
        };
        responses: {
            /** @description What was made, in order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "streamName": "front-door",
                     *       "from": "2026-11-21T14:00:00.000Z",
                     *       "to": "2026-11-21T14:00:10.000Z",
                     *       "everyMs": 10000,
                     *       "items": [
                     *         {
                     *           "producerMs": 1795269600000,
                     *           "fragmentNumber": "91343852333181432392682062607743920146159149826",
                     *           "bucket": "kvs-archiver-prod-images",
                     *           "key": "requested/front-door/000000000000_front-door_1795269600000_0f6d19d87ea7919a0f6d19d87ea7919a.jpg",
                     *           "bytes": 40712,
                     *           "contentType": "image/jpeg",
                     *           "imageUrl": "https://kvs-archiver-prod-images.s3.amazonaws.com/requested/front-door/...?X-Amz-Expires=3600"
                     *         },
                     *         {
                     *           "producerMs": 1795269610000,
                     *           "error": "NO_MEDIA"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RequestedImages"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    openSession: {
        parameters: {
            query?: {
                /** @description What HLS segments are; DASH has FRAGMENTED_MP4 alone. */
                container?: components["parameters"]["container"];
                /** @description Between which fragments HLS tells the player to begin its timeline anew; DASH has no such thing. */
                discontinuity?: components["parameters"]["discontinuity"];
                /**
                 * @description How long the address opens, in seconds.
                 * @example 3600
                 */
                expires?: components["parameters"]["sessionExpires"];
                /**
                 * @description Where the span begins, in producer time.
                 * @example 2026-11-21T14:00:00Z
                 */
                from?: components["parameters"]["from"];
                /**
                 * @description Fragments in one playlist; where it is left out, as many as the span can hold on demand, and 5 live.
                 * @example 10
                 */
                maxResults?: components["parameters"]["maxResults"];
                /** @example ON_DEMAND */
                mode?: "LIVE" | "LIVE_REPLAY" | "ON_DEMAND";
                /**
                 * @description What the player speaks.
                 * @example HLS
                 */
                protocol?: components["parameters"]["protocol"];
                /** @description Whether playlist and manifest tell each fragment's time. */
                timestamps?: components["parameters"]["timestamps"];
                /**
                 * @description Where the span ends; not part of it.
                 * @example 2026-11-21T15:00:00Z
                 */
                to?: components["parameters"]["to"];
            };
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Session"];
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnsupportedMedia"];
            default: components["responses"]["Error"];
        };
    };
    getTimeline: {
        parameters: {
            query?: {
                /**
                 * @description Where the span begins, in producer time.
                 * @example 2026-11-21T14:00:00Z
                 */
                from?: components["parameters"]["from"];
                /**
                 * @description Seconds that one point of your drawing stands for; 0 for each clip as it is.
                 * @example 60
                 */
                resolution?: string;
                /**
                 * @description Where the span ends; not part of it.
                 * @example 2026-11-21T15:00:00Z
                 */
                to?: components["parameters"]["to"];
            };
            header?: never;
            path: {
                /**
                 * @description The name of the KVS stream.
                 * @example front-door
                 */
                stream: components["parameters"]["stream"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The span. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1795269000000,
                     *       "to": 1795269600000,
                     *       "coverage": 0.5,
                     *       "clips": [
                     *         {
                     *           "clipId": "front-door~1795269300000~3f1c9a7be0d24c55",
                     *           "startMs": 1795269000000,
                     *           "endMs": 1795269300000
                     *         }
                     *       ],
                     *       "gaps": [
                     *         {
                     *           "startMs": 1795269300000,
                     *           "endMs": 1795269600000,
                     *           "reason": "not-recorded"
                     *         }
                     *       ],
                     *       "detections": [],
                     *       "segments": [
                     *         {
                     *           "clientID": "7a3e-1",
                     *           "deviceID": "cam-1",
                     *           "startMs": 1795269183222,
                     *           "endMs": 1795269206866
                     *         }
                     *       ],
                     *       "resolutionMs": 0,
                     *       "unclaimed": []
                     *     }
                     */
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    announceUpload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "fileName": "wedding.mp4",
                 *       "bytes": 18790528,
                 *       "contentType": "video/mp4"
                 *     }
                 */
                "application/json": components["schemas"]["UploadRequest"];
            };
        };
        responses: {
            /** @description It is awaited. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobId": "package-0f6d19d87ea7919a2b3c4d5e",
                     *       "method": "PUT",
                     *       "url": "https://staging.s3.us-east-1.amazonaws.com/uploads/package-0f6d19d87ea7919a2b3c4d5e/wedding.mp4?X-Amz-Expires=21600",
                     *       "headers": {
                     *         "content-type": "video/mp4"
                     *       },
                     *       "expiresAt": "2026-11-21T22:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
    completeUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `jobId` that was given for it.
                 * @example package-0f6d19d87ea7919a2b3c4d5e
                 */
                id: components["parameters"]["jobId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "parts": [
                 *         {
                 *           "partNumber": 1,
                 *           "etag": "\"9a0364b9e99bb480dd25e1f0284c8555\""
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["UploadedParts"];
            };
        };
        responses: {
            /** @description It is there, and its job begins. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobId": "package-0f6d19d87ea7919a2b3c4d5e",
                     *       "status": "AWAITING_UPLOAD",
                     *       "percent": 0,
                     *       "fileName": "wedding.mp4",
                     *       "createdAt": "2026-11-21T16:00:00.000Z",
                     *       "createdBy": "anna"
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["AccessDenied"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Error"];
        };
    };
}
