/** Line icons, 20 × 20, drawn in the colour of the text. Always beside a word. */
const PATHS = {
  stop: 'M7 2.5h6L17.5 7v6L13 17.5H7L2.5 13V7z',
  check: 'M4 10.5l4 4 8-9',
  cross: 'M5 5l10 10M15 5L5 15',
  warn: 'M10 3l8 14H2zM10 8v4M10 14.2v.6',
  question: 'M7 7.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.2M10 15.2v.5',
  clock: 'M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4zM10 6v4.2l2.8 1.8',
  move: 'M3 10h13M11.5 5.5L16 10l-4.5 4.5',
  work: 'M12.5 3.2a4 4 0 0 0-4.9 5L3 12.8V17h4.2l4.6-4.6a4 4 0 0 0 5-4.9l-2.6 2.6-2.8-.5-.5-2.8z',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6 4l10 6-10 6z',
  back: 'M13 4L7 10l6 6M5 4v12',
  next: 'M7 4l6 6-6 6M15 4v12',
  bolt: 'M11 2L4.5 11.5H9L8.5 18l6.5-9.5h-4.6z',
  idle: 'M10 6.8a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4z',
  link: 'M4 12a8.5 8.5 0 0 1 12 0M6.8 14.6a4.6 4.6 0 0 1 6.4 0M10 17v.2M1.8 9.2a12 12 0 0 1 16.4 0',
  unlink: 'M3 3l14 14M6.8 14.6a4.6 4.6 0 0 1 6.4 0M10 17v.2M4 12a8.5 8.5 0 0 1 4-2.3',
  hand: 'M6.5 10V5a1.2 1.2 0 0 1 2.4 0v4M8.9 8.6V3.8a1.2 1.2 0 0 1 2.4 0v4.8M11.3 8.8V5a1.2 1.2 0 0 1 2.4 0v7c0 3.2-1.9 5.2-4.7 5.2-2.3 0-3.4-1-4.5-3.2L3 11.2c.8-.9 2-.7 2.7.2l.8 1',
  mic: 'M10 2.8a2.4 2.4 0 0 1 2.4 2.4v4.4a2.4 2.4 0 0 1-4.8 0V5.2A2.4 2.4 0 0 1 10 2.8zM5 9.5a5 5 0 0 0 10 0M10 14.5v2.7',
  send: 'M3 10l14-6.5L13 17l-3.2-5.2z',
  star: 'M10 2.8l2.2 4.6 5 .6-3.7 3.4 1 5L10 13.9l-4.5 2.5 1-5L2.800 8l5-.6z',
  repeat:
    'M4 8.5A5.5 5.5 0 0 1 9.500 4H15M12.500 1.500L15.200 4l-2.700 2.500M16 11.500A5.500 5.500 0 0 1 10.500 16H5M7.500 18.500L4.800 16l2.700-2.500',
  gear: 'M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4',
  moon: 'M16 11.800A6.600 6.600 0 1 1 8.200 4a5.200 5.200 0 0 0 7.800 7.800z',
  sun: 'M10 6.600a3.400 3.400 0 1 1 0 6.800 3.400 3.400 0 0 1 0-6.800zM10 1.800v2M10 16.200v2M1.800 10h2M16.200 10h2M4.200 4.200l1.400 1.400M14.400 14.400l1.400 1.400M15.800 4.200l-1.400 1.400M5.600 14.400l-1.400 1.400',
  search: 'M9 3.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11zM13.200 13.200L17 17',
  fit: 'M3 7V3h4M17 7V3h-4M3 13v4h4M17 13v4h-4',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  robot: 'M5 8h10v8H5zM10 8V4.500M10 3.200v.200M8 11.500v.600M12 11.500v.600M3 11v3M17 11v3',
  list: 'M3.500 5.500h13M3.500 10h13M3.500 14.500h13',
  lanes: 'M3 5h7M7 10h9M5 15h7',
  cube: 'M10 2.500l6.500 3.700v7.600L10 17.500l-6.500-3.700V6.200zM3.500 6.200L10 10l6.500-3.800M10 10v7.500',
  fault: 'M11 2.500L4.500 11h4.300l-.8 6.500L15 9h-4.600z',
  chart: 'M4 5.500h5v3.500H4zM11.500 11.500h5V15h-5zM6.500 9v4.200h5',
  edit: 'M12.500 4.500l3 3L7 16l-3.700.7L4 13z',
  chevron: 'M6 8l4 4 4-4',
  shield: 'M10 2.500l6 2.200v4.800c0 4-2.600 6.700-6 8-3.400-1.300-6-4-6-8V4.700zM7.200 10l2 2 3.600-4',
  keys: 'M2.500 5.500h15v9h-15zM5.500 8.500v.100M8.500 8.500v.100M11.500 8.500v.100M14.500 8.500v.100M6.500 11.800h7',
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({
  name,
  size = 18,
  fill = false,
}: {
  readonly name: IconName;
  readonly size?: number;
  readonly fill?: boolean;
}) => (
  <svg className="icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path
      d={PATHS[name]}
      fill={fill ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);
