import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { Cell, Column, Row, type SortDescriptor, Table as AriaTable, TableBody, TableHeader } from 'react-aria-components';

import { sortRows } from './sort';

export interface TableColumn<T> {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Makes the column sortable. */
  sortBy?: (row: T) => string | number;
  /** Names the row for screen readers; one column should. The first does when none says so. */
  isRowHeader?: boolean;
  align?: 'start' | 'end';
  /** Keeps the header from sight where the cells say enough, such as a column of buttons. */
  hideHeader?: boolean;
}

export interface TableProps<T> {
  label: string;
  columns: readonly TableColumn<T>[];
  rows: readonly T[];
  rowId: (row: T) => string;
  /** Opens the row, by click or Enter. */
  onOpen?: (row: T) => void;
  /** Sorted by this at first. */
  initialSort?: { column: string; direction: 'ascending' | 'descending' };
  empty?: ReactNode;
}

export function Table<T extends object>({ label, columns, rows, rowId, onOpen, initialSort, empty }: TableProps<T>) {
  const [sort, setSort] = useState<SortDescriptor | undefined>(initialSort);
  const sorted = useMemo(() => {
    const sortBy = columns.find((column) => column.id === sort?.column)?.sortBy;
    return sortBy && sort ? sortRows(rows, sortBy, sort.direction) : rows;
  }, [columns, rows, sort]);
  const rowHeader = columns.find((column) => column.isRowHeader)?.id ?? columns[0]?.id;
  return (
    <div className="tn-table-frame">
      <AriaTable
        className="tn-table"
        aria-label={label}
        onSortChange={setSort}
        {...(sort ? { sortDescriptor: sort } : {})}
      >
        <TableHeader>
          {columns.map((column) => (
            <Column
              key={column.id}
              id={column.id}
              isRowHeader={column.id === rowHeader}
              allowsSorting={column.sortBy !== undefined}
              data-end={column.align === 'end' || undefined}
            >
              {({ sortDirection }) => (
                <span className={column.hideHeader ? 'tn-hidden' : 'tn-sort'}>
                  {column.header}
                  {sortDirection === 'ascending' ? <ArrowUp size={12} aria-hidden /> : null}
                  {sortDirection === 'descending' ? <ArrowDown size={12} aria-hidden /> : null}
                </span>
              )}
            </Column>
          ))}
        </TableHeader>
        <TableBody renderEmptyState={() => empty ?? null}>
          {sorted.map((row) => (
            <Row
              key={rowId(row)}
              id={rowId(row)}
              data-action={onOpen ? true : undefined}
              {...(onOpen ? { onAction: () => onOpen(row) } : {})}
            >
              {columns.map((column) => (
                <Cell key={column.id} data-end={column.align === 'end' || undefined}>
                  {column.cell(row)}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </AriaTable>
    </div>
  );
}
