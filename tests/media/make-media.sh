#!/bin/sh
# Makes the media fixtures beside it. Needs ffmpeg with libx264 and libx265; the tests need only the files.
# Run: sh tests/media/make-media.sh
set -eu
cd "$(dirname "$0")"

ff() { ffmpeg -hide_banner -loglevel error -y -fflags +bitexact "$@"; }
picture() { echo "-f lavfi -i testsrc2=size=$1:rate=$2:duration=$3"; }
sound() { echo "-f lavfi -i sine=frequency=440:sample_rate=$1:duration=$2"; }
exact='-map_metadata -1 -flags:v +bitexact -flags:a +bitexact -threads 1'
# Closed groups of pictures of $1 frames, IDR only.
x264() { echo "-c:v libx264 -preset veryfast -crf 34 -pix_fmt yuv420p -bf $2 -x264-params keyint=$1:min-keyint=$1:scenecut=0:open-gop=0"; }
x265() { echo "-c:v libx265 -preset veryfast -crf 36 -pix_fmt yuv420p -tag:v hvc1 -x265-params log-level=error:pools=none:frame-threads=1:keyint=$1:min-keyint=$1:scenecut=0:open-gop=0:bframes=$2"; }
aac='-c:a aac -b:a 32k -ac 1'

# Matroska: groups of 1 s unless named otherwise.
ff $(picture 160x120 15 4)                       $(x264 15 0) $exact h264.mkv
ff $(picture 320x240 15 4)                       $(x264 30 0) $exact h264-320x240-2s.mkv
ff $(picture 160x120 15 4) $(sound 16000 4)      $(x264 15 0) $aac $exact h264-aac.mkv
ff $(picture 160x120 15 4) $(sound 16000 4)      $(x264 30 2) $aac $exact h264-bframes-aac-2s.mkv
ff $(picture 160x120 15 4)                       $(x265 15 0) $exact h265.mkv
ff $(picture 160x120 15 4) $(sound 16000 4)      $(x265 30 2) $aac $exact h265-bframes-aac-2s.mkv
ff $(picture 160x120 15 3) $(sound 8000 3)       $(x264 15 0) -c:a pcm_alaw -ac 1 $exact h264-alaw.mkv
ff $(picture 160x120 15 3) $(sound 8000 3)       $(x264 15 0) -c:a pcm_mulaw -ac 1 $exact h264-mulaw.mkv

# MP4: the three layouts, from the same packets.
ff -i h264-bframes-aac-2s.mkv -c copy $exact -movflags +faststart progressive-moov-first.mp4
ff -i h264-bframes-aac-2s.mkv -c copy $exact progressive-moov-last.mp4
ff -i h264-bframes-aac-2s.mkv -c copy $exact -movflags +frag_keyframe+empty_moov+default_base_moof fragmented.mp4
ff -i h265-bframes-aac-2s.mkv -c copy $exact -tag:v hvc1 -movflags +faststart h265.mp4
ff -i h264-alaw.mkv -c copy h264-alaw.mov

# What phones and editors give: turned by the header alone, frames at uneven distances, film and fast rates.
ff -i h265.mkv -t 2 -c copy $exact -tag:v hvc1 -metadata:s:v rotate=90 portrait-rotated.mp4
ff $(picture 160x120 30 3) -vf "select='lt(n,45)*not(mod(n,3))+gte(n,45)'" -vsync vfr $(x264 30 0) $exact vfr.mp4
ff $(picture 160x120 24000/1001 2) $(x264 24 2) $exact film-24.mp4
ff $(picture 160x120 60 1) $(x264 60 0) $exact fast-60.mp4

# Byte streams with start codes, from the same packets.
ff -i h264.mkv -c:v copy -bsf:v h264_mp4toannexb -an h264.h264
ff -i h264-bframes-aac-2s.mkv -c:v copy -bsf:v h264_mp4toannexb -an h264-bframes-aac-2s.h264
ff -i h265-bframes-aac-2s.mkv -c:v copy -bsf:v hevc_mp4toannexb -an h265-bframes-aac-2s.h265
ls -l
