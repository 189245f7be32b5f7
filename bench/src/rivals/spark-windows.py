"""Spark Structured Streaming on the queries of `bench stream`: windows by minute and status with a watermark.

Usage: python spark-windows.py FOLDER LARGE_BATCHES ROWS SMALL_BATCHES

The rows are Parquet files, one a batch, written before anything is timed; the sink drops what it gets. Prints JSON:
rows a second of the large batches (without the first, in which the JVM warms up) and milliseconds of each small one.
"""

import json
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

folder, large, rows, small = sys.argv[1], *map(int, sys.argv[2:])
SMALL_ROWS = 100

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.driver.memory", "2g")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    # One task a core; the default of 200 suits a cluster.
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.streaming.numRecentProgressUpdates", "1000")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")


def write(name, batches, length):
    """The rows of bench/src/stream.ts: 20 a second, out of order by up to a second."""
    for batch in range(batches):
        n = F.col("id")
        micros = F.lit(804_571_201_000_000) + n * 50_000 + (n * 7919) % 1_000_000
        statuses = F.array(*[F.lit(s) for s in (200, 200, 200, 304, 404, 500)])
        spark.range(batch * length, (batch + 1) * length, 1, 1).select(
            F.timestamp_micros(micros).alias("time"),
            F.element_at(statuses, ((n * 31) % 6 + 1).cast("int")).alias("status"),
            ((n * 7919) % 65_536).alias("bytes"),
        ).write.mode("append").parquet(f"{folder}/{name}")


def run(name, mode):
    stream = (
        spark.readStream.schema("time timestamp, status int, bytes bigint")
        .option("maxFilesPerTrigger", 1)
        .parquet(f"{folder}/{name}")
    )
    query = (
        stream.withWatermark("time", "10 minutes")
        .groupBy(F.window("time", "1 minute"), "status")
        .agg(F.count("*").alias("hits"), F.avg("bytes").alias("mean"))
        .writeStream.format("noop")
        .outputMode(mode)
        .option("checkpointLocation", f"{folder}/{name}.checkpoint")
        .trigger(availableNow=True)
        .start()
    )
    query.awaitTermination()
    return [p for p in query.recentProgress if p["numInputRows"] > 0]


write("large", large, rows)
write("small", small, SMALL_ROWS)
batches = run("large", "append")[1:]
seconds = sum(p["durationMs"]["triggerExecution"] for p in batches) / 1000
milliseconds = [p["durationMs"]["triggerExecution"] for p in run("small", "update")[20:]]
print(json.dumps({"rowsPerSecond": sum(p["numInputRows"] for p in batches) / seconds, "milliseconds": milliseconds}))
spark.stop()
