import qrcode from 'qrcode-generator';
import { strings } from './strings';

interface Props {
  text: string;
  /** Follows the text; of the characters that take less room: 0-9, A-Z and a few more. */
  capitals?: string;
  label?: string;
}

/** The text as one path of unit squares; version and size follow from its length. */
export default function QrCode({ text, capitals = '', label = strings.invite.qr }: Props) {
  const code = qrcode(0, 'M');
  if (text !== '') code.addData(text);
  if (capitals !== '') code.addData(capitals, 'Alphanumeric');
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
    }
  }
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      data-version={(size - 17) / 4}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#2b241d" />
    </svg>
  );
}
