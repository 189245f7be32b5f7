"""Answers parity cases with Spark: run_cases.py CASES.json ANSWERS.jsonl, one answer a line in the order of completion.

Values are printed as spark-sql prints them (HiveResult); a SQL null is JSON's null.
"""

import json
import os
import re
import shutil
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException, StreamingQueryException
from pyspark.sql import SparkSession
from pyspark.sql.types import ArrayType, MapType, StringType, StructType

SPARK_ERRORS = (PySparkException, Py4JJavaError)
ROW_END = "\x1e"
STREAM_TIMEOUT_S = 300
SETTINGS = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.leafNodeDefaultParallelism": "1",
    "spark.default.parallelism": "1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # As spark-sql does: otherwise dates before 1582 are printed by another calendar.
    "spark.sql.datetime.java8API.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.streaming.numRecentProgressUpdates": "1000",
}


def start_spark(scratch):
    builder = SparkSession.builder.master("local[2]").appName("parity")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    builder = builder.config("spark.local.dir", scratch).config("spark.sql.warehouse.dir", os.path.join(scratch, "warehouse"))
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def text_of(value):
    """The text of a value in a table; lists, maps and structs as JSON."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def typed_columns(schema):
    """Expressions that turn columns of text into columns of the schema's types."""
    columns = []
    for field in StructType.fromDDL(schema).fields:
        kind = field.dataType.simpleString()
        name = "`" + field.name + "`"
        nested = isinstance(field.dataType, (ArrayType, MapType, StructType))
        if nested:
            # from_json knows a map or a list only as text of its type in SQL.
            columns.append(f"from_json({name}, '{kind}') AS {name}")
        else:
            columns.append(f"CAST({name} AS {kind}) AS {name}")
    return columns


def column_names(schema):
    return [field.name for field in StructType.fromDDL(schema).fields]


def literal(value):
    text = text_of(value)
    if text is None:
        return "CAST(NULL AS STRING)"
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def register_table(session, name, table):
    names = column_names(table["schema"])
    rows = table["rows"] or [[None] * len(names)]
    values = ", ".join("(" + ", ".join(literal(v) for v in row) + ")" for row in rows)
    aliases = ", ".join("`" + n + "`" for n in names)
    where = "" if table["rows"] else " WHERE false"
    columns = ", ".join(typed_columns(table["schema"]))
    session.sql(f"SELECT {columns} FROM (VALUES {values}) AS v({aliases}){where}").createOrReplaceTempView(name)


def hive_lines(frame):
    session = frame.sparkSession
    jvm = session._jvm
    # The time zone of what is printed is that of the active session.
    getattr(getattr(jvm, "org.apache.spark.sql.classic.SparkSession$"), "MODULE$").setActiveSession(session._jsparkSession)
    return jvm.org.apache.spark.sql.execution.HiveResult.hiveResultString(frame._jdf.queryExecution().executedPlan())


def printed(frame):
    """Column types and rows of a frame, each value as spark-sql prints it."""
    fields = frame.schema.fields
    plain = frame.toDF(*[f"c{i}" for i in range(len(fields))])
    # Text goes through JSON, so that tabs, line ends and the word NULL stay what they are.
    columns = [
        f"to_json(named_struct('v', c{i})) AS c{i}" if isinstance(field.dataType, StringType) else f"c{i}"
        for i, field in enumerate(fields)
    ]
    plain = plain.selectExpr(*columns)
    lines = hive_lines(plain)
    count = lines.size()
    text = lines.mkString(ROW_END)
    rows = [line.split("\t") for line in text.split(ROW_END)] if count else []
    if len(rows) != count or any(len(row) != len(fields) for row in rows):
        # A tab within a list or a struct.
        columns = [hive_lines(plain.select(name)).mkString(ROW_END).split(ROW_END) for name in plain.columns]
        if any(len(column) != count for column in columns):
            raise ValueError("a value contains a record separator: " + repr(text))
        rows = list(zip(*columns))
    return [
        [
            json.loads(cell).get("v") if isinstance(field.dataType, StringType) else None if cell == "NULL" else cell
            for field, cell in zip(fields, row)
        ]
        for row in rows
    ]


def schema_of(frame):
    return [{"name": f.name, "type": f.dataType.simpleString()} for f in frame.schema.fields]


def error_of(error):
    """Condition and SQLSTATE; nulls for the few errors that Spark raises without them."""
    if isinstance(error, Py4JJavaError):
        error = error.java_exception
        if not error.getClass().getName().startswith("org.apache.spark.Spark"):
            raise ValueError(error.toString())
    return {"condition": error.getCondition(), "sqlState": error.getSqlState()}


def expressions_answer(session, case):
    source = " FROM t" if "table" in case else ""
    expressions = case["expressions"]

    def columns_of(some):
        frame = session.sql("SELECT " + ", ".join(f"({e}) AS c{i}" for i, e in enumerate(some)) + source)
        rows = printed(frame)
        return [
            {"expression": e, "type": column["type"], "values": [row[i] for row in rows]}
            for i, (e, column) in enumerate(zip(some, schema_of(frame)))
        ]

    def column_of(expression):
        try:
            return columns_of([expression])[0]
        except SPARK_ERRORS as error:
            return {"expression": expression, "error": error_of(error)}

    if "table" in case:
        register_table(session, "t", case["table"])
    try:
        return {"columns": columns_of(expressions)}
    except SPARK_ERRORS:
        return {"columns": [column_of(e) for e in expressions]}


def query_answer(session, case):
    for name, table in case.get("tables", {}).items():
        register_table(session, name, table)
    try:
        frame = session.sql(case["query"])
        return {"schema": schema_of(frame), "rows": printed(frame)}
    except SPARK_ERRORS as error:
        return {"error": error_of(error)}


def write_batch(folder, index, source):
    names = column_names(source["schema"])
    path = os.path.join(folder, f"{index:03}.json")
    with open(path + ".tmp", "w", encoding="utf-8") as file:
        for row in source["batches"][index]:
            file.write(json.dumps(dict(zip(names, map(text_of, row))), ensure_ascii=False) + "\n")
    # Files are taken in the order of their times.
    os.utime(path + ".tmp", (1_600_000_000 + index * 60,) * 2)
    os.rename(path + ".tmp", path)


def stream_view(session, name, source, folder):
    text_schema = ", ".join(f"`{n}` STRING" for n in column_names(source["schema"]))
    frame = session.readStream.schema(text_schema).option("maxFilesPerTrigger", 1).option("pathGlobFilter", "*.json").json(folder)
    prepared(frame.selectExpr(*typed_columns(source["schema"])), source).createOrReplaceTempView(name)


def prepared(frame, source):
    if "watermark" in source:
        frame = frame.withWatermark(source["watermark"]["column"], source["watermark"]["delay"])
    if "dropDuplicates" in source:
        frame = frame.dropDuplicates(source["dropDuplicates"] or None)
    if "dropDuplicatesWithinWatermark" in source:
        frame = frame.dropDuplicatesWithinWatermark(source["dropDuplicatesWithinWatermark"] or None)
    return frame


def cause_of(error):
    """The first condition named in the message of a failed query that says more than that it failed."""
    conditions = re.findall(r"\[([A-Z][A-Z0-9_.]+)\]", str(error))
    return next((c for c in conditions if c not in ("STREAM_FAILED", "FOREACH_BATCH_USER_FUNCTION_ERROR")), "STREAM_FAILED")


def add_progress(batches, run, progresses):
    for progress in progresses:
        progress = json.loads(progress.json)
        batch = batches.get(progress["batchId"])
        if batch is None or "run" in batch:
            continue
        batch["run"] = run
        batch["data"] = any(s["startOffset"] != s["endOffset"] for s in progress["sources"])
        watermark = progress.get("eventTime", {}).get("watermark")
        if watermark is not None:
            batch["watermark"] = watermark


def stream_answer(session, case, scratch):
    folder = tempfile.mkdtemp(dir=scratch)
    for name, table in case.get("tables", {}).items():
        register_table(session, name, table)
    folders = {name: os.path.join(folder, name) for name in case["sources"]}
    for path in folders.values():
        os.mkdir(path)
    count = max(len(source["batches"]) for source in case["sources"].values())
    ends = [after + 1 for after in case.get("restartAfter", [])] + [count]
    batches = {}
    schema = []
    written = 0

    def collect(frame, batch_id):
        batches[batch_id] = {"id": batch_id, "rows": sorted(printed(frame), key=lambda row: json.dumps(row))}

    try:
        for run, end in enumerate(ends):
            for index in range(written, end):
                for name, source in case["sources"].items():
                    if index < len(source["batches"]):
                        write_batch(folders[name], index, source)
            written = end
            for name, source in case["sources"].items():
                stream_view(session, name, source, folders[name])
            for name, view in case.get("views", {}).items():
                prepared(session.sql(view["query"]), view).createOrReplaceTempView(name)
            frame = session.sql(case["query"])
            schema = schema_of(frame)
            query = (
                frame.writeStream.outputMode(case["mode"])
                .option("checkpointLocation", os.path.join(folder, "checkpoint"))
                .trigger(availableNow=True)
                .foreachBatch(collect)
                .start()
            )
            failure = None
            try:
                if not query.awaitTermination(STREAM_TIMEOUT_S):
                    query.stop()
                    raise TimeoutError(case["name"])
            except StreamingQueryException as error:
                failure = {"condition": cause_of(error), "sqlState": None}
            add_progress(batches, run, query.recentProgress)
            if failure is not None:
                return {"schema": schema, "batches": [batches[i] for i in sorted(batches)], "error": failure}
        return {"schema": schema, "batches": [batches[i] for i in sorted(batches)]}
    except SPARK_ERRORS as error:
        return {"error": error_of(error)}
    finally:
        shutil.rmtree(folder)


def answer(spark, case, scratch):
    session = spark.newSession()
    for key, value in SETTINGS.items():
        if key.startswith("spark.sql."):
            session.conf.set(key, value)
    session.conf.set("spark.sql.session.timeZone", case.get("timeZone", "UTC"))
    if "expressions" in case:
        return expressions_answer(session, case)
    if "sources" in case:
        return stream_answer(session, case, scratch)
    return query_answer(session, case)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    scratch = tempfile.mkdtemp(prefix="millrace-parity-")
    spark = None
    try:
        spark = start_spark(scratch)
        lock = threading.Lock()
        with open(sys.argv[2], "w", encoding="utf-8") as out, ThreadPoolExecutor(2) as pool:

            def run(case):
                try:
                    result = answer(spark, case, scratch)
                except Exception as error:  # the case is at fault, or this runner: the others still get their answers
                    result = {"broken": f"{type(error).__name__}: {error}"[:2000]}
                with lock:
                    out.write(json.dumps({"name": case["name"], "answer": result}, ensure_ascii=False) + "\n")
                    out.flush()

            list(pool.map(run, cases))
    finally:
        if spark is not None:
            spark.stop()
        shutil.rmtree(scratch, ignore_errors=True)


main()
